/// Which examples stand together in which row.
///
/// The order is fixed by the input alone: the examples of a row stand in input order, and the rows are ordered by the
/// first example that each holds. Shuffling rows is the trainer's work.
public struct PackPlan: Hashable, Sendable {
  /// The strategy that made the plan.
  public let strategy: PackingStrategy
  /// The most tokens that a row holds.
  public let contextLength: Int
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
  init(strategy: PackingStrategy, contextLength: Int, lengths: [Int32], assignments: [Int32]) {
    self.strategy = strategy
    self.contextLength = contextLength
    let unnumbered: Int32 = -1
    let assignedRowCount = Int(assignments.max() ?? -1) + 1
    var rowNumber = [Int32](repeating: unnumbered, count: assignedRowCount)
    var rowEnds: [Int32] = []
    rowEnds.reserveCapacity(assignedRowCount)
    for assignment in assignments {
      if rowNumber[Int(assignment)] == unnumbered {
        rowNumber[Int(assignment)] = Int32(truncatingIfNeeded: rowEnds.count)
        rowEnds.append(0)
      }
      rowEnds[Int(rowNumber[Int(assignment)])] += 1
    }
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
