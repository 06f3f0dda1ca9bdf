import ArgumentParser
import TrainPack

/// `trainpack doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says whether this machine is ready: folders, vocabularies, and each profile's samples.",
    discussion: "Exit status 1 means that something is not as it should be.")

  @OptionGroup var report: ReportArguments
  @OptionGroup var global: GlobalArguments

  func run() throws {
    let doctor = Doctor(registries: try global.registries())
    try Talk(global).write(doctor.report, report)
    if !doctor.isFine { throw AnswerIsNo() }
  }
}
