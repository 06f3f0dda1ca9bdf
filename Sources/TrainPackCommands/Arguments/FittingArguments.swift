import ArgumentParser
import ContextFitting
import TrainPack

/// What happens to an example over its budget.
struct FittingArguments: ParsableArguments {
  @Option(
    help: """
      What to do with an example over its budget: drop it; trim whole sentences from inside its vignette; leave out its \
      oldest turns, but for the system prompt and the last exchange; split its vignette over several examples, each with \
      the question, the options and the answer; or raise: stop at the first one.
      """)
  var fit = FitChoice.drop

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --fit trim and split: a text that stands where text was cut, such as \"[…]\".", valueName: "text"))
  var cutMarker = ""

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      With --fit trim and split: a text that may be shortened, before any vignette: a field, a JSON pointer, or all that \
      one role says (role:tool), message by message; with =N, for trim, at least N sentences of each message stay. \
      Repeatable, in order. Options, answers and the question after its vignette never may.
      """, valueName: "field"))
  var trimFirst: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "With --fit trim and split: a text that stays whole, named as with --trim-first; repeatable.",
      valueName: "field"))
  var keep: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most cuts to measure for one record when trimming (default: 20000).", valueName: "count"))
  var maximumCutsMeasured: Int?

  func validate() throws {
    if let maximumCutsMeasured, maximumCutsMeasured < 1 {
      throw ValidationError("--maximum-cuts-measured takes a number from 1 on, not \(maximumCutsMeasured)")
    }
    let given = [
      ("--cut-marker", !cutMarker.isEmpty), ("--trim-first", !trimFirst.isEmpty), ("--keep", !keep.isEmpty),
    ]
    if let option = given.first(where: \.1)?.0, fit != .trim, fit != .split {
      throw ValidationError("\(option) is for --fit trim and --fit split, and this is --fit \(fit.rawValue)")
    }
  }

  /// - Throws: `fit.field`.
  func policy() throws -> FitPolicy {
    let steps = try trimFirst.map { try TrimOrder.Step($0) }
    if fit == .split, let step = steps.first(where: { $0.minimumSentenceCount > 2 }) {
      throw ValidationError("\(step.text): a number of sentences that stay is for --fit trim, as --fit split keeps all")
    }
    return FitPolicy(
      fit.kind, marker: Array(cutMarker.utf8),
      order: try TrimOrder(first: steps, kept: keep.map { try FieldSelector($0) }))
  }
}

enum FitChoice: String, ExpressibleByArgument, CaseIterable {
  case drop, trim, turns, split, raise

  var kind: FitPolicy.Kind {
    switch self {
    case .drop: .drop
    case .trim: .trim
    case .turns: .turns
    case .split: .split
    case .raise: .raise
    }
  }
}
