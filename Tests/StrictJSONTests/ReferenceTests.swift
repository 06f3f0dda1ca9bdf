import Diagnostics
import Foundation
import Testing

@testable import StrictJSON

@Suite("Python's json as a reference")
struct ReferenceTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  /// Holds the reader against lines of `make_random_documents.py`.
  private func check(_ lines: [UInt8], _ name: String) throws {
    let outer = JSONReader()
    let reader = JSONReader()
    var accepted = 0
    for (index, line) in lines.split(separator: 0x0A).enumerated() {
      let entry = try outer.readTree(Array(line), at: InputLocation(source: name, line: index + 1))
      // The text's bytes stand as the characters U+0000 to U+00FF.
      let bytes = (entry["text"]?.string ?? "").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      let tree = try? reader.readTree(bytes, at: InputLocation(source: name))
      #expect(tree.map { JSONWriter.bytes(of: $0) } == entry["canonical"]?.utf8, "\(name), line \(index + 1)")
      if tree != nil { accepted += 1 }
    }
    #expect(accepted > 0)
  }

  @Test("random documents are accepted, refused and written as Python does")
  func fixture() throws {
    try check(Array(Data(contentsOf: Self.fixtures.appending(path: "random-documents.jsonl"))), "fixture")
  }

  @Test("fresh random documents are accepted, refused and written as Python does")
  func live() throws {
    let root = Self.fixtures.appending(path: "../../..").standardizedFileURL
    let python =
      ProcessInfo.processInfo.environment["TRAINPACK_ORACLE_PYTHON"]
      ?? root.appending(path: ".venv-oracle/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: python) else {
      print("SKIPPED (no Python oracle): ReferenceTests.live: fresh random documents against Python's json")
      return
    }
    let seed = Int.random(in: 0..<1_000_000)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: python)
    process.arguments = [Self.fixtures.appending(path: "make_random_documents.py").path, "\(seed)", "3000"]
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    try check(Array(data), "seed \(seed)")
  }
}
