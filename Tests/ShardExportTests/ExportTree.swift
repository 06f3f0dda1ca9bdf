import Archives
import Yams

@testable import ShardExport

/// An export in memory, to be damaged and sealed again, so that nothing but the damage can be noticed.
struct ExportTree {
  var files: [String: [UInt8]]
  var manifest: Manifest

  /// Reads a finished export.
  init(_ folder: TemporaryFolder, _ name: String) throws {
    files = try folder.files(in: name)
    manifest = try Manifest(jsonText: files["manifest.json"] ?? [], path: "manifest.json")
  }

  /// The rows of a shard, without line feeds.
  func rows(_ shard: Int) -> [String] {
    let archive = files[manifest.splits[0].shards[shard].path] ?? []
    let contents = archive[512...].prefix { $0 != 0 }
    return lines(Array(contents))
  }

  /// The lines of a file.
  func lines(of name: String) -> [String] { lines(files[name] ?? []) }

  private func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A line of the ledger that says of an example in the shards that it was shortened.
  func ledgerLine(forSegment index: Int) -> String {
    let line = lines(of: "segments.jsonl")[index]
    let names = line.split(separator: "\"record_id\":")[1].split(separator: ",\"tokens\":")[0]
    let counts = line.split(separator: ",\"tokens\":")[1].split(separator: ",\"record_sha256\"")[0]
    let sum = line.split(separator: "\"record_sha256\":")[1].dropLast()
    return
      "{\"record_id\":\(names),\"record_sha256\":\(sum),\"action\":\"trimmed\",\"examples\":[{\"tokens\":\(counts)}]}"
  }

  /// Replaces a shard's rows; all sums and sizes follow, the counts do not.
  mutating func setRows(_ shard: Int, _ rows: [String]) throws {
    try setContents(shard, rows.map { $0 + "\n" }.joined())
  }

  mutating func setContents(_ shard: Int, _ contents: String) throws {
    let path = manifest.splits[0].shards[shard].path
    let member = String(path.dropFirst("data/".count).dropLast(".tar".count))
    setShard(shard, try Self.archive([(member, Array(contents.utf8))]), contents: Array(contents.utf8))
  }

  /// Replaces a shard's bytes; its sums and size follow.
  mutating func setShard(_ shard: Int, _ bytes: [UInt8], contents: [UInt8]? = nil) {
    let path = manifest.splits[0].shards[shard].path
    files[path] = bytes
    manifest.splits[0].shards[shard].byteCount = bytes.count
    manifest.splits[0].shards[shard].sum = SHA256Sum(of: bytes)
    guard let contents else { return }
    manifest.splits[0].shards[shard].contentSum = SHA256Sum(of: contents)
    manifest.splits[0].contentByteCount += contents.count - manifest.splits[0].shards[shard].contentByteCount
    manifest.splits[0].shards[shard].contentByteCount = contents.count
    let all = manifest.splits[0].shards.indices.flatMap { rows($0).flatMap { Array(($0 + "\n").utf8) } }
    manifest.splits[0].contentSum = SHA256Sum(of: all)
  }

  /// Writes the card anew, so that it says what the manifest says now.
  mutating func writeCard() throws {
    let text = String(decoding: files["README.md"] ?? [], as: UTF8.self)
    let frontMatter = try Yams.compose(yaml: CardCheck.frontMatter(of: text) ?? "") ?? Node("")
    files["README.md"] = try Card(manifest: manifest, CardDescription(frontMatter: frontMatter)).text
  }

  static func archive(_ members: [(String, [UInt8])]) throws -> [UInt8] {
    let sink = TreeSink()
    let writer = try ArchiveWriter(to: sink)
    for (name, contents) in members {
      try writer.beginMember(named: name, byteCount: contents.count)
      try writer.append(contents.span)
    }
    try writer.finish()
    return sink.bytes
  }

  /// Replaces one text in a file by another.
  mutating func replace(_ old: String, with new: String, in name: String) {
    let text = String(decoding: files[name] ?? [], as: UTF8.self)
    var parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 { parts.insert(new, at: 1) }
    files[name] = Array(parts.joined().utf8)
  }

  /// Replaces a file beside the shards; the manifest's sums and sizes follow.
  mutating func setFile(_ name: String, _ text: String) {
    files[name] = Array(text.utf8)
    for index in manifest.extraFiles.indices where manifest.extraFiles[index].path == name {
      manifest.extraFiles[index].byteCount = text.utf8.count
      manifest.extraFiles[index].sum = SHA256Sum(of: Array(text.utf8))
    }
  }

  /// Writes the manifest and the checksums anew.
  mutating func seal() {
    files["manifest.json"] = manifest.jsonText
    sealChecksums()
  }

  mutating func sealChecksums() {
    var checksums = Checksums()
    for (name, contents) in files where name != "SHA256SUMS" { checksums.sums[name] = SHA256Sum(of: contents) }
    files["SHA256SUMS"] = checksums.text
  }

  func write(to folder: TemporaryFolder, _ name: String) throws {
    _ = try FileSystem.makeDirectory(folder.path(name))
    _ = try FileSystem.makeDirectory(folder.path(name + "/data"))
    for (path, contents) in files { try folder.write(contents, to: name + "/" + path) }
  }
}

final class TreeSink: ArchiveSink {
  private(set) var bytes: [UInt8] = []

  func write(_ bytes: Span<UInt8>) throws {
    for index in bytes.indices { self.bytes.append(bytes[index]) }
  }
}
