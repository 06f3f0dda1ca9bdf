import ArgumentParser
import Diagnostics
import TrainPack

/// `trainpack explain CODE`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says what the code of a finding or error means and how to mend it.",
    discussion: "Without a code it lists them all.")

  @Argument(help: "A code, as errors and findings show it (records.missing-field).")
  var code: String?

  func run() throws {
    let console = Console.current
    let codes = DiagnosticCatalogue.all + commandCodes
    guard let code else {
      let width = codes.map(\.id.count).max() ?? 0
      for code in codes.sorted(by: { $0.id < $1.id }) {
        try console.writeLine(code.id + String(repeating: " ", count: width - code.id.count + 2) + code.summary)
      }
      return
    }
    guard let known = codes.first(where: { $0.id == code }) else {
      throw TrainPackError(
        .unknownCode, "there is no code \"\(code)\"",
        fix: fixForUnknown(code, among: codes.map(\.id), listedBy: "trainpack explain"))
    }
    try console.writeLine("\(known.id): \(known.summary)\n\n\(known.explanation)")
  }
}
