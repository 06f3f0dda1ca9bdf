import Diagnostics
import Foundation
import Records
import ShardExport
import Testing

@testable import TrainPack

@Suite("Inputs: folders, patterns and archives")
struct InputExpansionTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// A folder that goes away with its owner.
  final class Folder {
    let path = PipelineFixture.temporaryPath()

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func file(_ name: String, _ text: String) throws -> String {
      let file = path + "/" + name
      let parent = URL(fileURLWithPath: file).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      return file
    }

    /// Runs a program in the folder.
    func run(_ program: String, _ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [program] + arguments
      process.currentDirectoryURL = URL(fileURLWithPath: path)
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(program) \(arguments)")
    }
  }

  private static func line(_ number: Int) -> String {
    #"{"instruction":"Question \#(number)?","input":"","output":"Answer \#(number)."}"#
  }

  /// The names of the inputs that `paths` lead to, within the folder, and those of what is skipped.
  private func expand(_ paths: String...) throws -> (names: [String], skipped: [String]) {
    let found = try InputExpansion(limits: Limits()).expand(paths.map { folder.path + "/" + $0 })
    func short(_ name: String) -> String { String(name.dropFirst(folder.path.count + 1)) }
    return (found.sources.map { short($0.name) }, found.skipped.map { short($0.source) })
  }

  private func failure(_ body: () throws -> Void) -> TrainPackError? {
    do {
      try body()
      return nil
    } catch { return error as? TrainPackError }
  }

  /// The questions of all records that `paths` lead to, with their sources.
  private func read(_ paths: [String]) throws -> (questions: [String], summary: ReadSummary) {
    var questions: [String] = []
    let summary = try RecordPass(input: DatasetInput(paths: paths), work: WorkPlan(jobs: 2)).run(
      makeWorker: {},
      transform: { _, record in String(decoding: record.conversation.messages[0].parts[0].utf8, as: UTF8.self) },
      consume: { questions.append($0) })
    return (questions, summary)
  }

  @Test("a folder is all its data files, at any depth, in the order of their paths' bytes")
  func folders() throws {
    for name in [
      "data/b.jsonl", "data/a/z.json", "data/a-b.csv", "data/B.TSV", "data/c.ndjson.gz", "data/README.md",
      "data/.hidden.jsonl",
      "data/.git/x.jsonl", "data/model.bin", "data/dataset_info.json", "data/d.tar", "data/e.jsonl.bak", "data/json",
    ] {
      try folder.file(name, "{}")
    }
    let found = try expand("data")
    #expect(
      found.names == [
        "data/B.TSV", "data/a-b.csv", "data/a/z.json", "data/b.jsonl", "data/c.ndjson.gz", "data/d.tar",
      ])
    #expect(
      found.skipped == [
        "data/.git", "data/.hidden.jsonl", "data/README.md", "data/dataset_info.json", "data/e.jsonl.bak", "data/json",
        "data/model.bin",
      ])
    try FileManager.default.createDirectory(atPath: folder.path + "/empty", withIntermediateDirectories: true)
    try folder.file("other/README.md", "")
    for name in ["empty", "other"] {
      let error = try #require(failure { _ = try expand(name) })
      #expect(error.code == .inputNoDataFiles && error.fix.contains(".jsonl"))
    }
  }

  @Test("links to files are followed, links to folders are not")
  func links() throws {
    try folder.file("blobs/1", "{}")
    try folder.file("data/a.jsonl", "{}")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/data/b.jsonl", withDestinationPath: folder.path + "/blobs/1")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/data/loop", withDestinationPath: folder.path + "/data")
    let found = try expand("data")
    #expect(found.names == ["data/a.jsonl", "data/b.jsonl"] && found.skipped == ["data/loop"])
  }

  @Test("a pattern is what a shell would match, sorted; a file of that very name comes first")
  func patterns() throws {
    for name in ["x/b.jsonl", "x/a.jsonl", "x/.c.jsonl", "x/y/d.jsonl", "x/e[1].jsonl", "x/e1.jsonl", "x/é.jsonl"] {
      try folder.file(name, "{}")
    }
    #expect(
      try expand("x/*.jsonl").names == ["x/a.jsonl", "x/b.jsonl", "x/e1.jsonl", "x/e[1].jsonl", "x/é.jsonl"])
    #expect(try expand("x/?.jsonl").names.starts(with: ["x/a.jsonl", "x/b.jsonl"]))
    #expect(try expand("x/[ab].jsonl", "x/*/d.jsonl").names == ["x/a.jsonl", "x/b.jsonl", "x/y/d.jsonl"])
    #expect(try expand("x/e[1].jsonl").names == ["x/e[1].jsonl"])
    #expect(failure { _ = try expand("x/*.csv") }?.code == .inputNoMatch)
  }

  @Test("the same file twice is read twice and noted, however it is named; standard input cannot be")
  func repeated() throws {
    try folder.file("data/a.jsonl", Self.line(1))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link.jsonl", withDestinationPath: folder.path + "/data/a.jsonl")
    for paths in [["data/a.jsonl", "data/a.jsonl"], ["data", "data/./a.jsonl"], ["link.jsonl", "data/*.jsonl"]] {
      let (questions, summary) = try read(paths.map { folder.path + "/" + $0 })
      #expect(questions == ["Question 1?", "Question 1?"])
      #expect(summary.noteFindings.map(\.code.id) == ["records.repeated-input"] && summary.noteFindings[0].count == 1)
    }
    #expect(failure { _ = try InputExpansion(limits: Limits()).expand(["-", "-"]) }?.code == .inputRepeated)
  }

  @Test("an archive is its data members, in its order, packed or not", arguments: ["cf", "czf", "cJf", "c --zstd -f"])
  func archives(options: String) throws {
    try folder.file("in/b.jsonl", Self.line(1) + "\n" + Self.line(2) + "\n")
    try folder.file("in/a.json", "[\(Self.line(3)),\n\(Self.line(4))]")
    try folder.file("in/c.csv", "instruction,input,output\r\n\"Question\n5?\",,x\r\n")
    try folder.file("in/README.md", "no data, no data")
    try folder.run("gzip", "-k", "in/b.jsonl")
    let archive = folder.path + "/data.tar.packed"
    try folder.run(
      "sh", "-c", "tar \(options) data.tar.packed in/b.jsonl in/README.md in/a.json in/b.jsonl.gz in/c.csv")
    let found = try expand("data.tar.packed")
    #expect(found.names == ["b.jsonl", "a.json", "b.jsonl.gz", "c.csv"].map { "data.tar.packed:in/" + $0 })
    #expect(found.skipped == ["data.tar.packed:in/README.md"])
    let (questions, summary) = try read([archive])
    #expect(questions == [1, 2, 3, 4, 1, 2].map { "Question \($0)?" } + ["Question\n5?"])
    #expect(summary.files.map(\.recordCount) == [2, 2, 2, 1])
    #expect(summary.files.map(\.path) == Array(repeating: archive, count: 4))
    let digest = try #require(summary.files[2].digest)
    let packed = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/in/b.jsonl.gz"))
    #expect(digest.byteCount == packed.count && digest.sum == .init(of: Array(packed)))
    #expect(summary.noteFindings.map(\.code.id) == ["records.skipped-files"])
  }

  @Test("the sum of a file that is taken while its records are read is that of all its bytes")
  func sumsOfFiles() throws {
    let lines = (1...3000).map(Self.line).joined(separator: "\n")
    try folder.file("a.jsonl", lines + "\n\n \n")
    try folder.file("b.json", "\u{FEFF}[\((1...40).map(Self.line).joined(separator: ","))]\n\n\t ")
    try folder.file("c.csv", "instruction,input,output\r\nQuestion 5?,,x")
    try folder.run("sh", "-c", "gzip -k a.jsonl; cat a.jsonl.gz a.jsonl.gz > two.jsonl.gz; xz -k b.json")
    try folder.run(
      "sh", "-c", "printf 'P*M\\030\\003\\000\\000\\000abc' > d.jsonl.zst; zstd -qc a.jsonl >> d.jsonl.zst")
    for name in ["a.jsonl", "b.json", "c.csv", "a.jsonl.gz", "two.jsonl.gz", "b.json.xz", "d.jsonl.zst"] {
      let path = folder.path + "/" + name
      let pass = BatchPass(input: try DatasetInput(paths: [path]), work: WorkPlan(), sumsFiles: true)
      let summary = try pass.run(
        begin: { _ in }, makeWorker: {}, transform: { _, _, record in record.index }, consume: { _ in })
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      #expect(summary.files.map(\.digest) == [FileDigest(byteCount: bytes.count, sum: .init(of: bytes))], "\(name)")
      #expect(try FileDigest(ofFileAt: path) == summary.files[0].digest)
    }
  }

  @Test("an archive that is cut off, holds no data or a name twice is refused")
  func badArchives() throws {
    try folder.file("a.jsonl", String(repeating: Self.line(1) + "\n", count: 100))
    try folder.file("README.md", "text")
    try folder.run("tar", "cf", "good.tar", "a.jsonl")
    try folder.run("tar", "cf", "none.tar", "README.md")
    try folder.run("sh", "-c", "cp good.tar twice.tar; tar rf twice.tar a.jsonl")
    try folder.run("sh", "-c", "head -c 4000 good.tar > cut.tar; gzip -c good.tar | head -c 100 > cut.tar.gz")
    #expect(failure { _ = try expand("none.tar") }?.code == .inputNoDataFiles)
    #expect(failure { _ = try expand("twice.tar") }?.code == .inputRepeated)
    let cut = try #require(failure { _ = try read([folder.path + "/cut.tar"]) })
    #expect(cut.code == .archiveUnreadable && cut.location?.source.hasSuffix("cut.tar") == true)
    #expect(failure { _ = try read([folder.path + "/cut.tar.gz"]) }?.code == .inputTruncated)
  }

  @Test("inputs of several containers are read in one run, each with its own places")
  func severalContainers() throws {
    let paths = [
      try folder.file("a.jsonl", Self.line(1)), try folder.file("b.json", "[\n\(Self.line(2)),\n\(Self.line(3))]"),
      try folder.file("c.csv", "output,instruction\n\"x\ny\",Question 4?\nz,Question 5?\n"),
      try folder.file("d.json", "{\"k\": \(Self.line(6))}"),
    ]
    let (questions, summary) = try read(paths)
    #expect(questions == (1...6).map { "Question \($0)?" })
    #expect(summary.files.map(\.recordCount) == [1, 2, 2, 1])
    #expect(summary.files.map(\.frame?.kind) == [.jsonLines, .jsonArray, .table, .jsonObject])
  }

  @Test("bad rows and elements are set aside with their own bytes")
  func rejects() throws {
    let paths = [
      try folder.file("a.json", "[\(Self.line(1)), {\"instruction\": \"x\", \"x\": tru}, \(Self.line(2))]"),
      try folder.file("b.csv", "instruction,output\nx,y\nx,\"y\n,\",z\nx,y\n"),
    ]
    let rejects = folder.path + "/rejects.jsonl"
    let input = try DatasetInput(paths: paths, rejectsPath: rejects)
    var count = 0
    let summary = try RecordPass(input: input, work: WorkPlan(jobs: 1)).run(
      makeWorker: {}, transform: { _, _ in }, consume: { _ in count += 1 })
    #expect(count == 4 && summary.rejectedCount == 2 && summary.recordCount == 6)
    let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
    #expect(lines.map { $0.contains("json.invalid") } == [true, false])
    #expect(lines[0].contains(#""record":"{\"instruction\": \"x\", \"x\": tru}""#))
    #expect(lines[1].contains("records.table-column-count") && lines[1].contains(#""record":"x,\"y\n,\",z""#))
  }
}
