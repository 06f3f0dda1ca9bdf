import ArgumentParser
import ContextFitting
import TrainPack

/// The model that everything is measured against.
struct ModelArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: a profile's id or alias (`trainpack profiles list`), or the path of a profile file.",
      valueName: "profile"))
  var profile: String
}

/// How many tokens an example may have.
struct BudgetArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The context length of the training run, in tokens (default: what the profile recommends).", valueName: "tokens"))
  var contextLength: Int?

  @Option(help: ArgumentHelp("Tokens of each context to keep free.", valueName: "tokens"))
  var reserve = 0

  func validate() throws {
    if let contextLength, contextLength < 1 {
      throw ValidationError("--context-length takes a number from 1 on, not \(contextLength)")
    }
    if reserve < 0 { throw ValidationError("--reserve takes a number from 0 on, not \(reserve)") }
  }
}

/// What happens to an example over its budget.
struct FittingArguments: ParsableArguments {
  @Option(
    help: """
      What to do with an example over its budget: drop it; trim whole sentences from inside its vignette; or raise: \
      stop at the first one.
      """)
  var fit = FitChoice.drop

  @Option(
    help: ArgumentHelp("The most cuts to measure for one record when trimming (default: 20000).", valueName: "count"))
  var maximumCutsMeasured: Int?

  func validate() throws {
    if let maximumCutsMeasured, maximumCutsMeasured < 1 {
      throw ValidationError("--maximum-cuts-measured takes a number from 1 on, not \(maximumCutsMeasured)")
    }
  }
}

enum FitChoice: String, ExpressibleByArgument, CaseIterable {
  case drop, trim, raise

  var policy: FitPolicy {
    switch self {
    case .drop: .drop
    case .trim: .trim
    case .raise: .raise
    }
  }
}
