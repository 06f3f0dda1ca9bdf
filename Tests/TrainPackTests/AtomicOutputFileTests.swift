import Diagnostics
import Foundation
import Testing

@testable import TrainPack

@Suite("Files that appear whole")
struct AtomicOutputFileTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("atomic-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("a file of the user's that is called as a partial file would be is left alone")
  func usersPartialFile() throws {
    try withFolder { folder in
      let mine = folder.appendingPathComponent("out.jsonl.partial")
      try Data("mine".utf8).write(to: mine)
      let file = try AtomicOutputFile(
        path: folder.appendingPathComponent("out.jsonl").path, overwrite: .refuse, namedBy: "--output")
      try file.write(Array("new".utf8))
      try file.finish()
      #expect(try names(folder) == ["out.jsonl", "out.jsonl.partial"])
      #expect(try Data(contentsOf: mine) == Data("mine".utf8))
    }
  }

  @Test("two writers of one path do not share a file, and what one abandons is gone")
  func twoWriters() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("out").path
      let first = try AtomicOutputFile(path: path, overwrite: .refuse, namedBy: "--output")
      let second = try AtomicOutputFile(path: path, overwrite: .refuse, namedBy: "--output")
      try first.write(Array("first".utf8))
      try second.write(Array("second".utf8))
      try first.finish()
      second.abandon()
      #expect(try names(folder) == ["out"])
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "first")
    }
  }

  @Test("a file that cannot get its name leaves nothing beside it")
  func failedRename() throws {
    try withFolder { folder in
      let path = folder.appendingPathComponent("out")
      let file = try AtomicOutputFile(path: path.path, overwrite: .refuse, namedBy: "--output")
      // Meanwhile a folder with something in it took the name.
      try FileManager.default.createDirectory(
        at: path.appendingPathComponent("inside"), withIntermediateDirectories: true)
      let error = #expect(throws: TrainPackError.self) { try file.finish() }
      #expect(error?.code == .outputFileUnwritable)
      #expect(try names(folder) == ["out"])
    }
  }

  @Test("any number of jobs is brought into the range that is possible", arguments: [Int.min, 0, 1, 7, 1_025, Int.max])
  func jobs(count: Int) {
    #expect(WorkPlan(jobs: count).jobs == min(max(count, 1), WorkPlan.maximumJobs))
  }
}
