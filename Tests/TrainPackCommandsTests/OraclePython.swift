import Foundation

/// A Python with the reference libraries, where there is one.
enum OraclePython {
  /// The interpreter that `TRAINPACK_ORACLE_PYTHON` names, or that of the checkout's `.venv-oracle`; says so and gives
  /// `nil` when there is none.
  static func path(for test: String, notCovered: String) -> String? {
    let named = ProcessInfo.processInfo.environment["TRAINPACK_ORACLE_PYTHON"]
    let candidates = [named, Places.root + "/.venv-oracle/bin/python"].compactMap(\.self)
    if let found = candidates.first(where: FileManager.default.fileExists(atPath:)) { return found }
    print("SKIPPED (no Python oracle): \(test): \(notCovered)")
    return nil
  }

  /// Runs a script of the fixtures and gives its exit status with all that it wrote.
  static func run(_ python: String, _ script: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [Places.root + "/Tests/TrainPackCommandsTests/Fixtures/" + script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
