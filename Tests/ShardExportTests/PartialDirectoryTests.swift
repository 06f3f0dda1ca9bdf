import Diagnostics
import Glibc
import Testing

@testable import ShardExport

@Suite("What stands at and beside the destination")
struct PartialDirectoryTests {
  private let export = SyntheticExport(seed: 11)

  @Test("an existing destination is an error, whatever it is, and stays as it is")
  func exists() throws {
    let folder = TemporaryFolder()
    try export.write(to: folder.path("export"))
    try folder.write([1, 2, 3], to: "file")
    _ = try FileSystem.makeDirectory(folder.path("empty"))
    #expect(symlink("/nonexistent", folder.path("link")) == 0)
    let before = try folder.names()
    for name in ["export", "export/", "file", "empty", "link"] {
      let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path(name)) }
      #expect(error?.code == .exportExists)
      #expect(error?.location?.source == folder.path(name == "export/" ? "export" : name))
    }
    #expect(try folder.names() == before)
  }

  @Test("an earlier export is replaced when that is asked for, and only once the new one is complete")
  func replaced() throws {
    let folder = TemporaryFolder()
    try SyntheticExport(seed: 12).write(to: folder.path("out"))
    let old = try folder.files(in: "out")
    let writer = try export.begin(folder.path("out"), overwrite: .replace)
    #expect(try folder.files(in: "out") == old)
    _ = try writer.finish(export.description)
    #expect(try folder.files(in: "out") != old)
    #expect(try ExportVerifier().verify(folder.path("out")).passed)
    #expect(try folder.names() == ["out"])
    try export.begin(folder.path("out"), overwrite: .replace).abandon()
    #expect(try ExportVerifier().verify(folder.path("out")).passed, "an abandoned replacement changes nothing")
  }

  @Test("an empty folder can be replaced")
  func emptyReplaced() throws {
    let folder = TemporaryFolder()
    _ = try FileSystem.makeDirectory(folder.path("out"))
    try export.write(to: folder.path("out"), overwrite: .replace)
    #expect(try ExportVerifier().verify(folder.path("out")).passed)
  }

  @Test(
    "nothing but an earlier export is replaced, even when replacing is asked for",
    arguments: ["notes.txt", "data/notes.txt", ".git", "manifest.json.bak", "data/train-00000-of-2.jsonl.tar"])
  func notReplaceable(name: String) throws {
    let folder = TemporaryFolder()
    try export.write(to: folder.path("out"))
    try folder.write([1], to: "out/" + name)
    let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path("out"), overwrite: .replace) }
    #expect(error?.code == .exportNotReplaceable)
    #expect(error?.location?.source == folder.path("out/" + name))
    #expect(try folder.names() == ["out"])
    #expect(try folder.files(in: "out")[name] == [1])
  }

  @Test("a file, a link and a folder of other things are not replaced")
  func othersNotReplaceable() throws {
    let folder = TemporaryFolder()
    try folder.write([1], to: "file")
    try export.write(to: folder.path("target"))
    #expect(symlink(folder.path("target"), folder.path("link")) == 0)
    _ = try FileSystem.makeDirectory(folder.path("folder"))
    try folder.write([1], to: "folder/README.md")
    for name in ["file", "link", "folder"] {
      let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path(name), overwrite: .replace) }
      #expect(error?.code == .exportNotReplaceable)
    }
    #expect(try folder.names() == ["file", "folder", "link", "target"])
  }

  @Test("a second export to the same place is an error that names the first one's process; elsewhere it is none")
  func concurrent() throws {
    let folder = TemporaryFolder()
    let first = try export.begin(folder.path("out"))
    for policy in [OverwritePolicy.refuse, .replace] {
      let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path("out"), overwrite: policy) }
      #expect(error?.code == .exportInProgress)
      #expect(error?.details == ["its process: \(getpid())"])
    }
    try export.write(to: folder.path("elsewhere"))
    _ = try first.finish(export.description)
    #expect(try ExportVerifier().verify(folder.path("out")).passed)
  }

  @Test("what a dead export left is removed by the next one")
  func leftovers() throws {
    let folder = TemporaryFolder()
    for name in [".out.partial", ".out.partial/data"] { _ = try FileSystem.makeDirectory(folder.path(name)) }
    try folder.write([1], to: ".out.partial/spool-train-0.tar")
    try folder.write([1], to: ".out.partial/writer.pid")
    try folder.write([1], to: ".out.partial/data/train-00000-of-00001.jsonl.tar")
    #expect(symlink("/etc", folder.path(".out.partial/link")) == 0)
    try export.write(to: folder.path("out"))
    #expect(try folder.names() == ["out"])
    #expect(try ExportVerifier().verify(folder.path("out")).passed)
    #expect(FileSystem.kind(at: "/etc") == .directory)
  }

  @Test("an export that died between its two renames is undone by the next one, whichever rename was the last")
  func interruptedReplacement() throws {
    let folder = TemporaryFolder()
    try SyntheticExport(seed: 12).write(to: folder.path(".out.replaced"))
    let old = try folder.files(in: ".out.replaced")
    let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path("out")) }
    #expect(error?.code == .exportExists)
    #expect(try folder.files(in: "out") == old, "the earlier export stands in its place again")
    #expect(try folder.names() == ["out"])

    try SyntheticExport(seed: 13).write(to: folder.path(".out.replaced"))
    try export.write(to: folder.path("out"), overwrite: .replace)
    #expect(try folder.names() == ["out"])
  }

  @Test("something that appears at the destination meanwhile is not overwritten")
  func appearsMeanwhile() throws {
    let folder = TemporaryFolder()
    let writer = try export.begin(folder.path("out"))
    try folder.write([1], to: "out")
    #expect(#expect(throws: TrainPackError.self) { try writer.finish(export.description) }?.code == .exportExists)
    #expect(try folder.files()["out"] == [1])
    #expect(#expect(throws: TrainPackError.self) { try writer.finish(export.description) }?.code == .exportClosed)
  }

  @Test("a destination must have a name of its own", arguments: ["", "-", ".", "..", "/", "a/..", "a/.", "a\u{0}b"])
  func destinationNames(text: String) {
    #expect(#expect(throws: TrainPackError.self) { try ExportPaths(destination: text) }?.code == .exportDestination)
  }

  @Test("the temporary folder stands beside the destination")
  func pathsBeside() throws {
    let expected = [
      ("out", "out", ".", ".out.partial"), ("a/out/", "a/out", "a", "a/.out.partial"),
      ("/out//", "/out", "/", "/.out.partial"), ("./a/b", "./a/b", "./a", "./a/.b.partial"),
    ]
    for (text, destination, parent, partial) in expected {
      let paths = try ExportPaths(destination: text)
      #expect(paths.destination == destination)
      #expect(paths.parent == parent)
      #expect(paths.partial == partial)
    }
  }

  @Test("a parent that cannot be written to is an error with its path")
  func unwritable() throws {
    let folder = TemporaryFolder()
    try folder.write([1], to: "file")
    let error = #expect(throws: TrainPackError.self) { try export.begin(folder.path("file/out")) }
    #expect(error?.code == .exportUnwritable)
    #expect(error?.location?.source.hasPrefix(folder.path("file")) == true)
    let proc = #expect(throws: TrainPackError.self) { try export.begin("/proc/trainpack/out") }
    #expect(proc?.code == .exportUnwritable)
  }
}
