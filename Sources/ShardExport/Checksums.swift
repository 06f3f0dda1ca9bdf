/// The contents of `SHA256SUMS`: the sum of every file of an export but this one, as `sha256sum -c` reads it.
struct Checksums: Equatable {
  /// The sums by path below the export's folder. Paths are ASCII, so comparing them as text compares their bytes.
  var sums: [String: SHA256Sum] = [:]

  init() {}

  /// The sums that a manifest states: of all files but the manifest and the card.
  init(manifest: Manifest) {
    for file in manifest.extraFiles { sums[file.path] = file.sum }
    for shard in manifest.splits.flatMap(\.shards) { sums[shard.path] = shard.sum }
  }

  /// Reads the file; `nil` when it is not written as `text` writes it.
  init?(text bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true) {
      // 64 digits, two spaces, the path.
      guard line.count > 66, let digits = String(line.prefix(64)), let sum = SHA256Sum(hexadecimal: digits),
        let path = String(line.dropFirst(66))
      else { return nil }
      sums[path] = sum
    }
    guard self.text == bytes else { return nil }
  }

  /// One line a file, in ascending order of the paths.
  var text: [UInt8] {
    var text: [UInt8] = []
    for path in sums.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard let sum = sums[path] else { continue }
      text += Array("\(sum)  \(path)\n".utf8)
    }
    return text
  }
}
