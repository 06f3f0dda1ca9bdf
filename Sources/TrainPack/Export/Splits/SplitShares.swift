import Diagnostics
import ShardExport

/// The splits of an export with their shares, such as `train=0.9,validation=0.1`.
public struct SplitShares: Hashable, Sendable {
  /// The splits in the order given.
  public let shares: [SplitShare]
  /// The shares in billionths; they add up to a billion.
  let billionths: [Int]

  static let whole = 1_000_000_000

  /// Reads shares as they are written on the command line.
  ///
  /// - Throws: `export.split-shares`.
  public init(_ text: String) throws {
    try self.init(
      text.split(separator: ",", omittingEmptySubsequences: false).map { part in
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2 else {
          throw Self.failure("\"\(part)\" is not a name and a share, such as train=0.9")
        }
        return SplitShare(name: String(sides[0]), share: String(sides[1]))
      })
  }

  /// - Throws: `export.split-shares`.
  public init(_ shares: [SplitShare]) throws {
    for share in shares where !SplitName.isUsable(share.name) {
      throw Self.failure("\"\(share.name)\" cannot name a split")
    }
    guard Set(shares.map(\.name)).count == shares.count else { throw Self.failure("a split is named twice") }
    billionths = try shares.map { share in
      guard let value = Self.billionths(share.share), value > 0 else {
        throw Self.failure("\"\(share.share)\" is not a share between 0 and 1")
      }
      return value
    }
    guard billionths.reduce(0, +) == Self.whole else {
      throw Self.failure("the shares \(shares.map(\.share).joined(separator: " + ")) are not 1 together")
    }
    self.shares = shares
  }

  /// A decimal between 0 and 1 in billionths; `nil` for anything else.
  private static func billionths(_ text: String) -> Int? {
    let sides = Array(text.utf8).split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let units = sides.first, units.count == 1, sides.count == 1 || (1...9).contains(sides[1].count) else {
      return nil
    }
    var value = 0
    for digit in units + (sides.count == 2 ? sides[1] : []) {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit) - 0x30
    }
    for _ in 0..<(9 - (sides.count == 2 ? sides[1].count : 0)) { value *= 10 }
    return value <= whole ? value : nil
  }

  private static func failure(_ message: String) -> TrainPackError {
    TrainPackError(
      .exportSplitShares, "--split: \(message)",
      fix: "name each split once with its share, adding up to 1: --split train=0.9,validation=0.1")
  }
}
