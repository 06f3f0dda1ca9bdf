import ArgumentParser

/// A number of parameters as people write it: `70.6B`, `350M`, `7241732096`.
struct ParameterCount: Hashable, Sendable {
  let count: Int
  let text: String

  private static let units: [(suffix: Character, zeros: Int)] = [("K", 3), ("M", 6), ("B", 9), ("T", 12)]

  /// Of fewer one has left the unit out: `--parameters 7`.
  private static let fewest = 1000

  /// - Throws: A usage error that says what a number of parameters is.
  init(parsing argument: String) throws {
    guard let count = ParameterCount(argument: argument) else {
      throw ValidationError(
        "a number of parameters is digits from 1000 on, or a decimal number with K, M, B (10⁹) or T right after it, such as "
          + "7241732096, 350M or 70.6B")
    }
    self = count
  }

  init?(argument: String) {
    var digits = Substring(argument)
    var zeros = 0
    if let unit = Self.units.first(where: { argument.uppercased().last == $0.suffix }) {
      digits = digits.dropLast()
      zeros = unit.zeros
    }
    let halves = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let isNumber = halves.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard isNumber, let whole = halves.first else { return nil }
    let fraction = halves.count > 1 ? String(halves[1]) : ""
    // A fraction of one parameter is none.
    guard fraction.utf8.count <= zeros, zeros > 0 || halves.count == 1,
      let count = Int(whole + fraction + String(repeating: "0", count: zeros - fraction.utf8.count)),
      count >= Self.fewest
    else { return nil }
    self.count = count
    text = argument
  }
}
