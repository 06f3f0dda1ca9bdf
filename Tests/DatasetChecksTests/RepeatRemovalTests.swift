import Foundation
import Testing

@testable import DatasetChecks

/// The command that a finding about repeats recommends, for each thing that records lie in.
@Suite("RepeatRemoval")
struct RepeatRemovalTests {
  typealias Container = RecordObservation.Container

  private static let first = #"{"question":"a","answer":"x, y"}"#
  private static let second = #"{"question":"b","answer":"z"}"#
  private static let files: [(container: Container, name: String, text: String, kept: String)] = [
    (.lines, "d.jsonl", "\(first)\n\(second)\n\(first)\n", "\(first)\n\(second)\n"),
    (.objects, "d.json", "{\n\(first.dropFirst())\n\(second)\n\(first)\n", "\(first)\n\(second)\n"),
    (.array(isWrapped: false), "d.json", "[\(first),\n\(second),\(first)]", "\(first)\n\(second)\n"),
    (.array(isWrapped: true), "d d.json", "{\"v\":1,\"data\":[\(first),\(second),\(first)]}", "\(first)\n\(second)\n"),
    (.members, "d.json", "{\"k2\":\(first),\"k1\":\(second),\"k0\":\(first)}", "{\"k2\":\(first),\"k1\":\(second)}\n"),
    (
      .table(separator: 0x2C), "d.csv", "question,answer\na,\"x,\ny\"\nb,z\na,\"x,\ny\"\n",
      "question,answer\na,\"x,\ny\"\nb,z\n"
    ),
    (.table(separator: 0x09), "d.tsv", "question\tanswer\na\tx, y\na\tx, y\n", "question\tanswer\na\tx, y\n"),
  ]

  private func run(_ command: String, in folder: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test("keeps the first of each", arguments: files.indices)
  func works(index: Int) throws {
    let (container, name, text, kept) = Self.files[index]
    let folder = FileManager.default.temporaryDirectory.appending(path: "trainpack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if try run("command -v awk && command -v jq && command -v python3 && command -v gzip", in: folder) != 0 {
      return print("SKIPPED (no awk, jq, python3 or gzip): RepeatRemovalTests.works: commands that are recommended")
    }
    try Data(text.utf8).write(to: folder.appending(path: name))
    #expect(try run("gzip -k '\(name)'", in: folder) == 0)
    for data in [name, name + ".gz"] {
      let words = RepeatRemoval(data: [data], containers: [container]).words
      let command = words.dropFirst(3).dropLast()
      let output = try #require(command.split(separator: " > ").last.map(String.init))
      #expect(try run(String(command), in: folder) == 0, "\(command)")
      var written = try String(contentsOf: folder.appending(path: output), encoding: .utf8)
      // jq lays an object out over lines.
      if container == .members { written = written.filter { $0 != "\n" && $0 != " " } + "\n" }
      #expect(written == (container == .members ? kept.replacing(" ", with: "") : kept), "\(command)")
    }
  }

  @Test("several files in other things than lines get no command, nor do several kinds")
  func none() {
    #expect(
      RepeatRemoval(data: ["a.csv", "b.csv"], containers: [.table(separator: 0x2C)]).words.contains("`") == false)
    #expect(RepeatRemoval(data: ["a"], containers: [.lines, .members]).words == "")
    #expect(RepeatRemoval(data: ["a.jsonl", "b"], containers: [.lines]).words.contains("a.jsonl b > unique.jsonl"))
    #expect(RepeatRemoval(data: ["-"], containers: [.lines]).words.contains("FILE > unique.jsonl"))
  }
}
