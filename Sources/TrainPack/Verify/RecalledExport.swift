import ContextFitting
import Diagnostics
import ShardExport

/// What is kept of an export while it is verified, to hold its source against: sums in place of tokens.
///
/// Memory: about 100 bytes an example, 32 a line of the ledger.
final class RecalledExport {
  /// An example in the shards.
  struct Segment: Hashable {
    /// The number of its input's name in `names`, and its line there; -1 where it has none.
    var source: Int32
    var line: Int32
    /// Its number among the examples of a divided record; -1 where it is the only one.
    var example: Int32
    /// The number of its split.
    var split: Int32
    var recordID: String?
    /// The sum of the record's bytes.
    var recordSum: SHA256Sum
    /// The sum of the tokens and the loss mask.
    var contentSum: SHA256Sum
  }

  /// The examples in the order of the shards.
  private(set) var segments: [Segment] = []
  /// How many examples each row holds.
  private(set) var rowCounts: [Int32] = []
  /// The place of the last example in its row. A row whose first example is broken begins with a later one.
  private var lastIndexInRow = Int.max
  private var splits: [String] = []
  /// The sum of each line of the ledger.
  private(set) var ledgerSums: [SHA256Sum] = []
  /// The names of inputs by the bytes of each.
  private var numbers: [[UInt8]: Int32] = [:]
  private var names: [String] = []

  /// Takes the examples and the ledger's lines from a verifier that reads the export.
  var reader: ExportReader {
    ExportReader(
      ledgerLine: { [self] line, place in
        ledgerSums.append(SHA256Sum(of: line))
        try Self.checkForm(of: line, at: place)
      },
      example: { [self] example in
        if example.indexInRow <= lastIndexInRow { rowCounts.append(0) }
        lastIndexInRow = example.indexInRow
        rowCounts[rowCounts.count - 1] += 1
        if splits.last?.utf8.elementsEqual(example.split.utf8) != true { splits.append(example.split) }
        segments.append(
          Segment(
            source: number(of: example.source.file), line: Self.compact(example.source.line),
            example: Self.compact(example.source.example),
            split: Int32(clamping: splits.count - 1), recordID: example.source.recordID,
            recordSum: example.source.recordSum, contentSum: example.contentSum))
        if segments.count & 0x3FF == 0 { try Interruption.check() }
      })
  }

  /// A reader that keeps nothing, and makes sure of the form of the ledger's lines.
  static var formReader: ExportReader { ExportReader(ledgerLine: { try checkForm(of: $0, at: $1) }) }

  private static func checkForm(of line: [UInt8], at place: InputLocation) throws {
    _ = try FitLedgerEntry(parsing: line, at: place)
  }

  /// The number that stands for the name of an input.
  func number(of name: String) -> Int32 {
    let bytes = Array(name.utf8)
    if let number = numbers[bytes] { return number }
    let number = Int32(clamping: names.count)
    numbers[bytes] = number
    names.append(name)
    return number
  }

  static func compact(_ number: Int?) -> Int32 { Int32(clamping: number ?? -1) }

  /// Where the record of an example stands.
  func location(of segment: Segment) -> InputLocation {
    InputLocation(
      source: names[Int(segment.source)], line: segment.line < 0 ? nil : Int(segment.line), recordID: segment.recordID)
  }
}
