/// Which examples stand together in which row.
///
/// The examples of a row stand in input order. The rows are ordered by the first example that each holds, or, with a seed,
/// shuffled: each row as it is, at another place.
public struct PackPlan: Hashable, Sendable {
  /// What the plan keeps to.
  public let rules: PackingRules
  /// The fewest rows that any packing by the same rules could need, as far as it can be told without packing: at least
  /// `lowerBound`.
  public let provenLowerBound: Int
  /// All tokens of all examples.
  public let tokenCount: Int
  /// The length of the longest row, in tokens; 0 without rows.
  public let longestRow: Int

  /// The examples, row after row.
  private let examples: [Int32]
  /// For each row the end of its examples in `examples`.
  private let ends: [Int32]

  /// Makes a plan from the row of each example.
  ///
  /// - Parameters:
  ///   - assignments: For each example its row, numbered from 0 without gaps but in any order.
  ///   - lengths: The examples' lengths in tokens.
  init(rules: PackingRules, lengths: [Int32], assignments: [Int32], provenLowerBound: Int) {
    self.rules = rules
    self.provenLowerBound = provenLowerBound
    let rowNumber = Self.rowNumbers(assignments, shuffleSeed: rules.shuffleSeed)
    var rowEnds = [Int32](repeating: 0, count: rowNumber.count)
    for assignment in assignments { rowEnds[Int(rowNumber[Int(assignment)])] += 1 }
    var slots = [Int32](repeating: 0, count: rowEnds.count)
    var end: Int32 = 0
    for row in rowEnds.indices {
      slots[row] = end
      end += rowEnds[row]
      rowEnds[row] = end
    }
    var ordered = [Int32](repeating: 0, count: assignments.count)
    var rowTokens = [Int](repeating: 0, count: rowEnds.count)
    for (example, assignment) in assignments.enumerated() {
      let row = Int(rowNumber[Int(assignment)])
      ordered[Int(slots[row])] = Int32(truncatingIfNeeded: example)
      slots[row] += 1
      rowTokens[row] += Int(lengths[example])
    }
    examples = ordered
    ends = rowEnds
    tokenCount = rowTokens.reduce(0, +)
    longestRow = rowTokens.max() ?? 0
  }

  /// For each assigned row its place in the plan.
  private static func rowNumbers(_ assignments: [Int32], shuffleSeed: UInt64?) -> [Int32] {
    let unnumbered: Int32 = -1
    var numbers = [Int32](repeating: unnumbered, count: Int(assignments.max() ?? -1) + 1)
    var count: Int32 = 0
    for assignment in assignments where numbers[Int(assignment)] == unnumbered {
      numbers[Int(assignment)] = count
      count += 1
    }
    guard let shuffleSeed else { return numbers }
    var draws = SeededDraws(seed: shuffleSeed)
    let places = draws.shuffled(Array(0..<count))
    return numbers.map { places[Int($0)] }
  }

  /// The most tokens that a row holds.
  public var contextLength: Int { rules.contextLength }

  /// The number of rows.
  public var rowCount: Int { ends.count }

  /// The number of examples in all rows.
  public var exampleCount: Int { examples.count }

  /// The fewest rows that any packing could need: all tokens over the context length, rounded up.
  public var lowerBound: Int { tokenCount / contextLength + (tokenCount % contextLength == 0 ? 0 : 1) }

  /// The share of the rows' places that hold a token, in 0...1; 1 without rows.
  public var efficiency: Double {
    rowCount == 0 ? 1 : Double(tokenCount) / (Double(rowCount) * Double(contextLength))
  }

  /// The rows in order.
  public var rows: Rows { Rows(plan: self) }

  /// The rows of a plan, each as the indices of its examples in input order.
  public struct Rows: RandomAccessCollection, Sendable {
    private let plan: PackPlan

    init(plan: PackPlan) { self.plan = plan }

    public var startIndex: Int { 0 }
    public var endIndex: Int { plan.ends.count }

    public subscript(row: Int) -> ArraySlice<Int32> {
      let start = row == 0 ? 0 : Int(plan.ends[row - 1])
      return plan.examples[start..<Int(plan.ends[row])]
    }
  }
}
