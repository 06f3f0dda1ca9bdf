@testable import ModelProfiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A Python with the reference libraries, where there is one.
enum OraclePython {
  /// The interpreter that `TRAINPACK_ORACLE_PYTHON` names, or that of the checkout's `.venv-oracle`.
  static var path: String? {
    let named = ProcessInfo.processInfo.environment["TRAINPACK_ORACLE_PYTHON"]
    let candidates = [named, PackageFiles.root + "/.venv-oracle/bin/python"].compactMap { $0 }
    return candidates.first(where: FileStatus.isFile)
  }

  /// Runs it and returns its exit status with what it printed.
  static func run(_ python: String, _ arguments: [String]) throws -> (status: Int32?, output: String) {
    let folder = try TemporaryFolder()
    let output = folder.path + "/output"
    let outcome = ChildProcess.run(
      python, arguments: arguments, environment: ProcessInfo.processInfo.environment, outputPath: output)
    let text = String(decoding: try folder.bytes("output"), as: UTF8.self)
    guard case .exited(let status) = outcome else { return (nil, text) }
    return (status, text)
  }
}
