import Foundation

/// A Python with its standard library, where there is one.
enum OraclePython {
  /// The interpreter that `TRAINPACK_ORACLE_PYTHON` names, that of the checkout's `.venv-oracle`, or the system's; `nil`
  /// with a line about what is skipped.
  static func path(_ test: String, _ what: String) -> String? {
    let named = ProcessInfo.processInfo.environment["TRAINPACK_ORACLE_PYTHON"]
    let candidates: [String?] = [
      named, Samples.root.appending(path: ".venv-oracle/bin/python").path, "/usr/bin/python3", "/usr/local/bin/python3",
    ]
    if let found = candidates.compactMap({ $0 }).first(where: FileManager.default.isExecutableFile) { return found }
    print("SKIPPED (no Python): \(test): \(what)")
    return nil
  }

  /// Runs a program and returns what it prints; `nil` when it fails.
  static func output(_ python: String, _ program: String, _ arguments: [String]) throws -> [UInt8]? {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-X", "utf8", "-c", program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? Array(data) : nil
  }

  /// Texts as a program reads them: the length of each in eight hexadecimal digits, and its bytes.
  static func framed(_ texts: [[UInt8]]) -> Data {
    var data = Data()
    for text in texts {
      data += Data(String(format: "%08x", text.count).utf8)
      data += Data(text)
    }
    return data
  }

  static func unframed(_ data: [UInt8]) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    var at = 0
    while at + 8 <= data.count, let count = Int(String(decoding: data[at..<at + 8], as: UTF8.self), radix: 16) {
      texts.append(Array(data[at + 8..<at + 8 + count]))
      at += 8 + count
    }
    return texts
  }

  /// A file with `data`, for the time of `body`.
  static func withFile<Result>(_ data: Data, _ body: (String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(path: "trainpack-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try data.write(to: file)
    return try body(file.path)
  }
}
