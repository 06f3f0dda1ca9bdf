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

  /// The name of the JSONL file in the archive of a shard of the layout `jsonl-tar`.
  var memberName: String { stem + ".jsonl" }

  /// The name of a row's file in the archive of a shard of the layout `webdataset`: its part before the dot is the row's
  /// key, which is unique in its split.
  ///
  /// - Parameter row: The row's place in its shard, counted from 0.
  func rowMemberName(_ row: Int) -> String { Self.rowMemberName(split: split, index: index, row: row) }

  static func rowMemberName(split: String, index: Int, row: Int) -> String {
    "\(split)-\(fiveDigits(index))-\(digits(row, count: 8)).json"
  }

  /// The most rows whose keys are in ascending order.
  static let maximumKeyedRowCount = 100_000_000

  /// The file's path below the export's folder.
  func path(_ form: ShardForm) -> String { "\(ExportFileName.dataDirectory)/\(stem)\(form.fileExtension)" }

  private static func fiveDigits(_ number: Int) -> String { digits(number, count: 5) }

  private static func digits(_ number: Int, count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }
}

extension ShardName {
  /// Reads the name of a shard file of any layout, or `nil` when it is none.
  init?(fileName: String) {
    let endings = ShardForm.all.map(\.fileExtension).filter { fileName.hasSuffix($0) }
    // Of `.jsonl.tar` and `.tar` the longer one.
    guard let ending = endings.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
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
public enum SplitName {
  /// Whether `datasets` takes the name from a file name and from a card alike; readers of archives pass over members
  /// whose names begin with two underscores.
  public static func isUsable(_ name: String) -> Bool {
    !name.isEmpty && name != "all" && name.utf8.count <= 64 && !name.utf8.starts(with: "__".utf8)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}
