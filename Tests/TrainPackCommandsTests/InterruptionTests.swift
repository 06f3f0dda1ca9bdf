import Foundation
import Testing

/// The built command, run as a process of its own and interrupted.
@Suite("Interruption of the command")
struct CommandInterruptionTests {
  /// The `trainpack` that was built with these tests.
  static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("trainpack")

  @Test(
    "the first signal ends a run that waits for standard input, with its message and status",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func firstSignal(number: Int32) throws {
    guard FileManager.default.isExecutableFile(atPath: Self.executable.path) else {
      print("SKIPPED (no \(Self.executable.path)): first signal: the built command is not beside the tests")
      return
    }
    let (process, input, _, errors) = Self.check(signals: "--default-signal=HUP")
    // Threads of the test's pool block signals, and a child inherits that from the thread that starts it.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    var before = sigset_t()
    pthread_sigmask(SIG_UNBLOCK, &signals, &before)
    try process.run()
    pthread_sigmask(SIG_SETMASK, &before, nil)
    // One record, so that the run is at work when it waits for the next.
    try input.fileHandleForWriting.write(contentsOf: Data((BadInputTests.good + "\n").utf8))
    #expect(
      Self.waits(process, at: input.fileHandleForWriting.fileDescriptor, for: number),
      "it did not come to wait for its input")
    kill(process.processIdentifier, number)
    let deadline = Date(timeIntervalSinceNow: 20)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    let endedByItself = !process.isRunning
    if !endedByItself { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(endedByItself)
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    #expect(String(decoding: said, as: UTF8.self).contains("interrupted"))
    try input.fileHandleForWriting.close()
  }

  @Test("under nohup the loss of the terminal stops nothing")
  func ignoredHangup() throws {
    guard FileManager.default.isExecutableFile(atPath: Self.executable.path) else {
      print("SKIPPED (no \(Self.executable.path)): hangup: the built command is not beside the tests")
      return
    }
    let (process, input, output, _) = Self.check(signals: "--ignore-signal=HUP")
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data((BadInputTests.good + "\n").utf8))
    // SIGINT is handled once SIGHUP has been looked at.
    #expect(Self.waits(process, at: input.fileHandleForWriting.fileDescriptor, for: SIGINT))
    kill(process.processIdentifier, SIGHUP)
    try input.fileHandleForWriting.close()
    let report = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus != 130)
    #expect(String(decoding: report, as: UTF8.self).contains("records"))
  }

  /// A check of its standard input, not started yet.
  ///
  /// - Parameter signals: What `env` does to signals first: who runs the tests may have been told to ignore the loss of a
  ///   terminal.
  private static func check(signals: String) -> (process: Process, input: Pipe, output: Pipe, errors: Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      signals, executable.path, "check", "-", "--profile", "qwen2.5-7b-instruct", "--home", Places.root,
    ]
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    return (process, input, output, errors)
  }

  /// Waits until the process handles the signal and has taken all that was written to it; `false` when it does not within
  /// two minutes.
  private static func waits(_ process: Process, at input: Int32, for signal: Int32) -> Bool {
    let status = "/proc/\(process.processIdentifier)/status"
    let deadline = Date(timeIntervalSinceNow: 120)
    while process.isRunning, Date() < deadline {
      Thread.sleep(forTimeInterval: 0.05)
      guard let text = try? String(contentsOfFile: status, encoding: .utf8),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
        let caught = UInt64(line.dropFirst("SigCgt:".count).drop(while: \.isWhitespace), radix: 16)
      else { continue }
      var unreadBytes: Int32 = 1
      if caught >> UInt64(signal - 1) & 1 == 1, ioctl(input, UInt(FIONREAD), &unreadBytes) == 0, unreadBytes == 0 {
        // What was read is at work for a moment.
        Thread.sleep(forTimeInterval: 0.5)
        return true
      }
    }
    return false
  }
}
