import Foundation
import Synchronization

@testable import TrainPackCommands

/// Keeps what is written to it.
final class MemorySink: OutputSink {
  private let bytes = Mutex<[UInt8]>([])

  func write(_ more: [UInt8]) throws { bytes.withLock { $0 += more } }

  var text: String { String(decoding: bytes.withLock(\.self), as: UTF8.self) }
}

/// One run of the command line inside the test's process, as a user without a terminal sees it.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String

  init(_ arguments: String..., width: Int = 100) { self.init(arguments, width: width) }

  init(_ arguments: [String], width: Int = 100) {
    let output = MemorySink()
    let errors = MemorySink()
    status = CommandLineTool.run(
      arguments,
      console: Console(output: output, errors: errors, showsProgress: false, outputTakesColor: false, width: width))
    self.output = output.text
    self.errors = errors.text
  }

  /// The output as JSON.
  var json: [String: Any]? { (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] }
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("trainpack-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ contents: String) throws -> String { try file(name, Array(contents.utf8)) }

  /// The first fourteen of the examples, two of them too long for 512 tokens: shortening more of them takes time.
  func fewExamples() throws -> String {
    let lines = try String(contentsOfFile: Places.examples, encoding: .utf8).split(separator: "\n")
    return try file("few.jsonl", lines.prefix(14).joined(separator: "\n") + "\n")
  }

  func file(_ name: String, _ contents: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(contents).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// The package's own folder and the data beside it.
enum Places {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let examples = root + "/Examples/vignettes.jsonl"
  static let shared = URL(fileURLWithPath: root).deletingLastPathComponent().path + "/shared"

  /// A file of the shared data; says so and gives `nil` when it is not there.
  static func shared(_ path: String, for test: String) -> String? {
    let file = shared + "/" + path
    if FileManager.default.fileExists(atPath: file) { return file }
    print("SKIPPED (no ../shared): \(test): \(path) is not here")
    return nil
  }
}
