import ArgumentParser
import TrainPack

/// The flags that every verb takes.
struct GlobalArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that holds ModelProfiles/ and Vocabularies/ (default: $TRAINPACK_HOME, or the installation's own).",
      valueName: "folder"))
  var home: String?

  @Flag(help: "Print nothing but data and errors.")
  var quiet = false

  /// These options as a recommended command has to repeat them.
  var repeatedOptions: [String] { home.map { ["--home", $0] } ?? [] }

  func registries() throws -> Registries { try Registries(home: home) }
}

/// How a report is printed.
struct ReportArguments: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown
  }

  enum Color: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  @Option(help: "The face of the report: text, json or markdown.")
  var format = Format.text

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: "Colour in text: auto (on a terminal, unless NO_COLOR is set), always or never.")
  var color = Color.auto

  /// The face that was asked for.
  var face: Format { json ? .json : format }

  func validate() throws {
    if json, format == .markdown { throw ValidationError("--json and --format markdown ask for two faces; give one") }
  }

  func takesColor(on console: Console) -> Bool {
    switch color {
    case .auto: console.outputTakesColor
    case .always: true
    case .never: false
    }
  }
}
