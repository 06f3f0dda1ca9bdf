import Diagnostics
import ShardExport

/// Holds the lines of the ledger against those that fitting the source gives, byte for byte and in their order.
struct LedgerComparison {
  private let sums: [SHA256Sum]
  private let ledger: String
  /// How many lines of each sum no record has yet.
  private var remaining: [SHA256Sum: Int] = [:]
  private var lineCount = 0
  private var missing = SourceFinding()
  private var firstOutOfOrder: Int?

  /// - Parameter ledger: The ledger's path, for messages.
  init(_ export: RecalledExport, ledger: String) {
    sums = export.ledgerSums
    self.ledger = ledger
    for sum in sums { remaining[sum, default: 0] += 1 }
  }

  /// Takes the next line that fitting gives.
  ///
  /// - Returns: Whether the ledger has it.
  mutating func take(_ sum: SHA256Sum, at location: InputLocation) -> Bool {
    defer { lineCount += 1 }
    guard let count = remaining[sum], count > 0 else {
      missing.add(location)
      return false
    }
    remaining[sum] = count - 1
    if lineCount >= sums.count || sums[lineCount] != sum { firstOutOfOrder = firstOutOfOrder ?? lineCount }
    return true
  }

  /// All that is wrong, once every line was taken.
  var findings: [Finding] {
    var extra = SourceFinding()
    var rest = remaining
    var lines: [Int] = []
    for (index, sum) in sums.enumerated().reversed() {
      guard let count = rest[sum], count > 0 else { continue }
      rest[sum] = count - 1
      lines.append(index + 1)
    }
    for line in lines.reversed() { extra.add(InputLocation(source: ledger, line: line)) }
    var order = SourceFinding()
    if let firstOutOfOrder, missing.count == 0, extra.count == 0 {
      order.add(InputLocation(source: ledger, line: firstOutOfOrder + 1))
    }
    return [
      missing.finding(.verifyFit) {
        "\(SourceFinding.being($0, "record", "of the source")) shortened or dropped otherwise than the ledger says"
      },
      extra.finding(.verifyFit) {
        "\(SourceFinding.being($0, "line", "of the ledger")) not what fitting the source gives"
      },
      order.finding(.verifyFit) { _ in "the lines of the ledger do not stand in the order of the source" },
    ].compactMap(\.self)
  }
}
