import ArgumentParser
import TrainPack

/// The model that everything is measured against.
struct ModelArguments: ParsableArguments {
  @Option(
    name: .customLong("profile"),
    help: ArgumentHelp(
      "The model: a profile's id or alias (`trainpack profiles list`), or the path of a profile file.",
      valueName: "profile"))
  var profiles: [String]

  var profile: String { profiles.first ?? "" }

  func validate() throws { try profiles.requireOneProfile() }
}

/// The model of a verb that can do without one.
struct OptionalModelArguments: ParsableArguments {
  @Option(
    name: .customLong("profile"),
    help: ArgumentHelp(
      "A model: a profile's id or alias (`trainpack profiles list`), or the path of a profile file.",
      valueName: "profile"))
  var profiles: [String] = []

  var profile: String? { profiles.first }

  func validate() throws { try profiles.requireOneProfile() }
}

extension [String] {
  /// - Throws: A usage error that names them when there is more than one.
  fileprivate func requireOneProfile() throws {
    if count > 1 {
      throw ValidationError("this takes one --profile, and \(joined(separator: " and ")) are given")
    }
  }
}

/// The models that a dataset is checked for.
struct ModelsArguments: ParsableArguments {
  @Option(
    name: .customLong("profile"),
    help: ArgumentHelp(
      "A model: a profile's id or alias (`trainpack profiles list`), or the path of a profile file. Several give a report each.",
      valueName: "profile"))
  var profiles: [String]
}

/// How many tokens an example may have.
struct BudgetArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The context length of the training run, in tokens (default: what the profile recommends).", valueName: "tokens"))
  var contextLength: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Tokens by which an example has to be shorter than the context, for what is generated behind it; packed rows still \
      fill the context.
      """,
      valueName: "tokens"))
  var reserve = 0

  func validate() throws {
    if let contextLength, contextLength < 1 {
      throw ValidationError("--context-length takes a number from 1 on, not \(contextLength)")
    }
    if reserve < 0 { throw ValidationError("--reserve takes a number from 0 on, not \(reserve)") }
  }

  /// These options as a recommended command has to repeat them.
  var repeatedOptions: [String] {
    (contextLength.map { ["--context-length", "\($0)"] } ?? []) + (reserve > 0 ? ["--reserve", "\(reserve)"] : [])
  }
}
