import ArgumentParser
import TrainPack

/// How many processors a verb may use.
struct JobsArguments: ParsableArguments {
  @Option(
    name: .customLong("jobs"), parsing: .unconditional,
    help: ArgumentHelp("How many processors to use (default: all).", valueName: "count"))
  var stated: Int?

  func validate() throws {
    if let stated, stated < 1 { throw ValidationError("--jobs takes a number from 1 on, not \(stated)") }
  }

  var count: Int { stated ?? WorkPlan.processorCount }
}
