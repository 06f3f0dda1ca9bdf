import Foundation

/// What the tests use beside the package: the shared folder next to it, and a Python with the libraries that read
/// exports.
enum Oracle {
  static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The script that reads an export as its consumers do.
  static var acceptance: String? { existing(packageRoot.appending(path: "../shared/accept/accept_export.py")) }

  /// The interpreter: `TRAINPACK_ORACLE_PYTHON`, else `.venv-oracle` in the package.
  static var python: String? {
    if let path = ProcessInfo.processInfo.environment["TRAINPACK_ORACLE_PYTHON"] { return path }
    return existing(packageRoot.appending(path: ".venv-oracle/bin/python"))
  }

  /// Runs a script to its end.
  ///
  /// The threads that run tests block all signals, and a child inherits that; Python could then not end the processes
  /// that it starts for itself, so the first thing it does is to unblock them.
  static func run(python: String, script: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
    let start = """
      import runpy, signal, sys
      signal.pthread_sigmask(signal.SIG_SETMASK, [])
      sys.argv = sys.argv[1:]
      runpy.run_path(sys.argv[0], run_name="__main__")
      """
    return try run(python, ["-c", start, script] + arguments)
  }

  /// Runs a program to its end and returns its exit code and all that it wrote.
  static func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private static func existing(_ url: URL) -> String? {
    FileManager.default.fileExists(atPath: url.path) ? url.path : nil
  }
}
