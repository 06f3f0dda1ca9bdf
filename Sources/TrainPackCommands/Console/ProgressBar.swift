import Synchronization

/// A bar on a terminal for work that takes longer than a second; silent everywhere else.
final class ProgressBar: Sendable {
  private struct State {
    var started = ContinuousClock.now
    var lastDrawn: ContinuousClock.Instant?
  }

  private let console: Console
  private let label: String
  private let isShown: Bool
  private let state = Mutex(State())

  init(_ label: String, console: Console, isQuiet: Bool) {
    self.console = console
    self.label = label
    isShown = console.showsProgress && !isQuiet
  }

  /// Shows how far the work has come.
  ///
  /// - Parameters:
  ///   - fraction: Between 0 and 1; `nil` when the end is not known.
  ///   - detail: A few words, such as `12,300 records`.
  func show(fraction: Double?, detail: String) {
    guard isShown else { return }
    let isDue = state.withLock { state in
      let now = ContinuousClock.now
      guard now - state.started > .seconds(1) else { return false }
      if let last = state.lastDrawn, now - last < .milliseconds(100) { return false }
      state.lastDrawn = now
      return true
    }
    if isDue { draw(fraction: fraction, detail: detail) }
  }

  /// Removes the bar.
  func finish() {
    guard isShown, state.withLock({ $0.lastDrawn }) != nil else { return }
    console.sayUnbroken("\r\u{1B}[2K")
  }

  private func draw(fraction: Double?, detail: String) {
    var line = label
    if let fraction {
      let width = 30
      let filled = Int((Double(width) * min(max(fraction, 0), 1)).rounded(.down))
      line += " [" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled) + "]"
      line += " \(Int((fraction * 100).rounded(.down)))%"
    }
    console.sayUnbroken("\r\u{1B}[2K" + line + "  " + detail)
  }
}
