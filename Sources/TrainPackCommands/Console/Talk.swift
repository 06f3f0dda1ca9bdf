import Diagnostics
import Reports
import StrictJSON
import TrainPack

/// What several verbs say in the same words.
struct Talk {
  let console: Console
  let isQuiet: Bool

  init(_ global: GlobalArguments) {
    console = Console.current
    isQuiet = global.quiet
  }

  /// Says one line, unless quiet.
  func say(_ text: String) {
    if !isQuiet { console.say(text) }
  }

  /// Says how many records were set aside, and where; said even when quiet, as nothing may be lost in silence.
  func sayRejects(_ summary: ReadSummary) {
    guard summary.rejectedCount > 0, var path = summary.rejectsPath else { return }
    if !path.contains("/") { path += " of this folder" }
    let count = NumberText.count(summary.rejectedCount)
    let records = summary.rejectedCount == 1 ? "record" : "records"
    if summary.isEmptied {
      console.say("error: every record (\(count) bad \(records)) was set aside in \(path); nothing is left")
    } else {
      console.say("warning: \(count) bad \(records) set aside in \(path)")
    }
  }

  /// Says what a verb without findings of its own saw on the way: the records set aside, and one warning for each code
  /// that was noted.
  func sayFindings(of summary: ReadSummary, further: [Finding?] = []) {
    sayRejects(summary)
    for finding in further.compactMap(\.self) + summary.noteFindings {
      say("\(finding.severity == .information ? "note" : "warning"): \(finding.message)")
      if let place = finding.places.first { say("  first at \(place)") }
      say("  fix: \(finding.fix)")
      say("  code: \(finding.code.id) (trainpack explain \(finding.code.id))")
    }
  }

  /// A file, or standard output for `-`.
  func destination(_ path: String) -> OutputDestination {
    let console = console
    return path == "-" ? .stream { try console.write($0) } : .file(path)
  }

  /// Does long work with a progress bar.
  func withProgress<Value>(_ label: String, jobs: Int, _ body: (WorkPlan) throws -> Value) rethrows -> Value {
    let bar = ProgressBar(label, console: console, isQuiet: isQuiet)
    defer { bar.finish() }
    return try body(
      WorkPlan(jobs: jobs) { progress in
        bar.show(
          fraction: progress.fraction, detail: "\(progress.stage), \(NumberText.count(progress.recordCount)) records")
      })
  }

  /// Prints a report in the face that was asked for.
  func write(_ report: Report, _ arguments: ReportArguments) throws { try write([report], arguments) }

  /// Prints reports one after another; several are a list in JSON.
  func write(_ reports: [Report], _ arguments: ReportArguments, to stream: Console.Stream = .output) throws {
    switch arguments.face {
    case .json:
      let documents = try reports.map { try $0.json() }
      let json = documents.count == 1 ? documents.first ?? .null : .array(documents)
      try console.write(JSONWriter.bytes(of: json, layout: .indented) + [0x0A], to: stream)
    case .markdown:
      try console.write(Array(reports.map { $0.markdown() }.joined(separator: "\n").utf8), to: stream)
    case .text:
      let takesColor = stream == .output && arguments.takesColor(on: console)
      let style = TextStyle(width: console.width, color: takesColor ? .ansi : .plain)
      try console.write(Array(reports.map { $0.text(style) }.joined(separator: "\n").utf8), to: stream)
    }
    try console.flush()
  }
}
