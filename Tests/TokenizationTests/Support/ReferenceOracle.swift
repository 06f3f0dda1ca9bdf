import Foundation

@testable import Tokenization

/// The reference libraries, asked through Python.
struct ReferenceOracle {
  struct Failure: Error {
    var message: String
  }

  private let python: String

  /// `nil`, with a line in the output, when there is no Python with the reference libraries.
  init?(for test: String, covering what: String) {
    let named = ProcessInfo.processInfo.environment["TRAINPACK_ORACLE_PYTHON"]
    let path = named ?? TestData.packageRoot.appendingPathComponent(".venv-oracle/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      print("SKIPPED (no Python oracle): \(test): \(what)")
      return nil
    }
    python = path
  }

  /// Whether every text is compared, not a part of them.
  static var isFullSweep: Bool { ProcessInfo.processInfo.environment["TRAINPACK_FULL_SWEEP"] != nil }

  /// Runs a script of the fixtures and returns what it writes.
  func run(_ script: String, _ arguments: [String]) throws -> Data {
    let target = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    guard FileManager.default.createFile(atPath: target.path, contents: nil) else {
      throw Failure(message: "no temporary file")
    }
    defer { try? FileManager.default.removeItem(at: target) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [TestData.fixturePath(script)] + arguments
    process.standardOutput = try FileHandle(forWritingTo: target)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(message: "\(script) failed") }
    return try Data(contentsOf: target)
  }

  /// Returns the reference's tokens for each text; ranges are -1 where it gives none.
  ///
  /// - Parameter kind: As `Fixtures/oracle.py` names it.
  func encode(_ texts: [[UInt8]], kind: String, vocabulary: String) throws -> [TokenBuffer] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var input = Data()
    for text in texts {
      withUnsafeBytes(of: UInt32(text.count).littleEndian) { input.append(contentsOf: $0) }
      input.append(contentsOf: text)
    }
    let source = folder.appendingPathComponent("texts")
    let target = folder.appendingPathComponent("tokens")
    try input.write(to: source)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [TestData.fixturePath("oracle.py"), kind, vocabulary, source.path, target.path]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(message: "the oracle for \(kind) failed") }
    let numbers = try Data(contentsOf: target).withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
    var answers: [TokenBuffer] = []
    var position = 0
    while position < numbers.count {
      let count = Int(numbers[position])
      var answer = TokenBuffer()
      answer.ids = Array(numbers[position + 1..<position + 1 + count])
      answer.starts = Array(numbers[position + 1 + count..<position + 1 + 2 * count])
      answer.ends = Array(numbers[position + 1 + 2 * count..<position + 1 + 3 * count])
      answers.append(answer)
      position += 1 + 3 * count
    }
    return answers
  }
}
