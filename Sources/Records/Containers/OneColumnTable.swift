import Diagnostics

/// Tells whether a first line without a separator is the header of a table with one column.
///
/// It is where the source is named as a table (`.csv`, `.tsv`, packed or not), and where the line is a name that by itself
/// makes a record: `text`, `messages` or `conversations`. Other texts of one word are no tables.
struct OneColumnTable {
  let name: String

  private static let names = ["text", "messages", "conversations"]

  /// What separates the cells of this table; `nil` for no table.
  ///
  /// - Throws: `records.table-no-header` for a header that something else separates.
  func delimiter(header: [UInt8]) throws -> UInt8? {
    let ending = self.ending
    let isNamed = Self.names.contains { header.elementsEqual($0.utf8) }
    guard ending != nil || isNamed else { return nil }
    if header.contains(0x7C) { throw foreignSeparator }
    return ending == "tsv" ? 0x09 : 0x2C
  }

  /// `csv` or `tsv`, where the source is named so.
  private var ending: String? {
    var parts = name.lowercased().utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if let last = parts.last, ["gz", "xz", "zst"].contains(where: { last.elementsEqual($0.utf8) }) {
      parts.removeLast()
    }
    guard parts.count > 1, let last = parts.last else { return nil }
    return ["csv", "tsv"].first { last.elementsEqual($0.utf8) }
  }

  private var foreignSeparator: TrainPackError {
    let file = ShellWord.quoted(name == "standard input" ? "FILE" : name)
    return TrainPackError(
      .recordsTableNoHeader, "the first row is separated by |; tables are separated by commas, tabs or semicolons",
      at: InputLocation(source: name, line: 1),
      fix: "convert it: python3 -c 'import csv, sys; csv.writer(sys.stdout).writerows(csv.reader(sys.stdin, "
        + "delimiter=\"|\"))' < \(file) > commas.csv")
  }
}
