/// The name of a shard: its split, its place among the split's shards, and how many they are.
///
/// Source: the file naming that the `datasets` library takes splits from, `data/{split}-{i:05d}-of-{n:05d}`.
struct ShardName: Hashable {
  let split: String
  /// Counted from 0.
  let index: Int
  let shardCount: Int

  /// The most shards that one folder of the Hub may hold.
  static let maximumShardCount = 10_000

  /// The name without folder and extension.
  var stem: String { "\(split)-\(Self.fiveDigits(index))-of-\(Self.fiveDigits(shardCount))" }

  /// The name of the JSONL file in the shard's archive.
  var memberName: String { stem + ".jsonl" }

  /// The file's path below the export's folder.
  func path(_ layout: ShardLayout) -> String { "\(ExportFileName.dataDirectory)/\(stem)\(layout.fileExtension)" }

  private static func fiveDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
  }
}

extension ShardName {
  /// Reads the name of a shard file of any layout, or `nil` when it is none.
  init?(fileName: String) {
    let known = ShardLayout.allCases.map(\.fileExtension)
    guard let ending = known.first(where: { fileName.hasSuffix($0) }) else { return nil }
    let stem = fileName.utf8.dropLast(ending.utf8.count)
    // Behind the split: "-NNNNN-of-NNNNN", 15 bytes.
    guard stem.count > 15, let split = String(stem.dropLast(15)), SplitName.isUsable(split) else { return nil }
    let numbers = stem.suffix(15)
    guard let index = Int(String(decoding: numbers.dropFirst().prefix(5), as: UTF8.self)),
      let count = Int(String(decoding: numbers.suffix(5), as: UTF8.self))
    else { return nil }
    self.init(split: split, index: index, shardCount: count)
    guard self.stem.utf8.elementsEqual(stem) else { return nil }
  }
}

/// The names of splits.
enum SplitName {
  /// Whether `datasets` takes the name from a file name and from a card alike.
  static func isUsable(_ name: String) -> Bool {
    !name.isEmpty && name != "all" && name.utf8.count <= 64
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}
