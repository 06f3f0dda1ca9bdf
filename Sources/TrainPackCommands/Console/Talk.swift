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
    guard summary.rejectedCount > 0, let path = summary.rejectsPath else { return }
    let count = NumberText.count(summary.rejectedCount)
    console.say("warning: \(count) bad \(summary.rejectedCount == 1 ? "record" : "records") set aside in \(path)")
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
  func write(_ report: Report, _ arguments: ReportArguments) throws {
    if arguments.isJSON {
      try console.write(JSONWriter.bytes(of: report.json(), layout: .indented) + [0x0A])
    } else {
      try console.write(
        Array(
          report.text(TextStyle(width: console.width, color: arguments.takesColor(on: console) ? .ansi : .plain)).utf8))
    }
    try console.flush()
  }
}
