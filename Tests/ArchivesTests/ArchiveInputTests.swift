import Diagnostics
import Foundation
import Testing

@testable import Archives

@Suite("ArchiveInput")
struct ArchiveInputTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("trainpack-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  /// Runs a shell command in the folder and removes nothing; each test has a folder of its own.
  private func shell(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command)")
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func failure(_ body: () throws -> Void) -> TrainPackError? {
    do {
      try body()
      return nil
    } catch { return error as? TrainPackError }
  }

  /// The names and contents of all members.
  private func read(_ name: String, limits: Limits = Limits()) throws -> [(name: String, text: String)] {
    let archive = try ArchiveInput(path: path(name), limits: limits)
    var members: [(String, String)] = []
    while let member = try archive.nextMember() {
      var observed = 0
      let source = try archive.openMember(named: "member", limits: limits) { observed += $0.count }
      let text = String(decoding: try source.readAll(maximumByteCount: 1 << 24), as: UTF8.self)
      #expect(observed == member.byteCount)
      members.append((String(decoding: member.name, as: UTF8.self), text))
    }
    return members
  }

  @Test("members are read in the archive's order, packed or not, in every form of tar")
  func members() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try shell(
      "set -e; printf one > b; printf two > a; gzip -k a; d=deep/$(printf '%0120d' 1); mkdir -p $d; printf three > $d/c; "
        + "for f in ustar gnu pax; do tar --format=$f -cf $f.tar b a a.gz $d/c; done; gzip -k gnu.tar; zstd -q pax.tar; "
        + "xz -k ustar.tar")
    for name in ["ustar.tar", "gnu.tar", "pax.tar", "gnu.tar.gz", "pax.tar.zst", "ustar.tar.xz"] {
      #expect(try ArchiveInput.isArchive(path(name)), "\(name)")
      let members = try read(name)
      #expect(members.map(\.text) == ["one", "two", "two", "three"], "\(name)")
      #expect(members.map(\.name).prefix(3) == ["b", "a", "a.gz"] && members.last?.name.hasSuffix("1/c") == true)
    }
  }

  @Test("what is no archive is not taken for one")
  func others() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try shell("printf '{}' > a.jsonl; : > empty; head -c 300 /dev/zero > zeros; gzip -k zeros; printf 'BZh' > bzip2")
    for name in ["a.jsonl", "empty", "zeros", "zeros.gz", "bzip2", "missing"] {
      #expect(try !ArchiveInput.isArchive(path(name)), "\(name)")
    }
  }

  @Test("members that are skipped are skipped, and links are no ordinary files")
  func skipping() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try shell("seq 100000 > a; ln -s a b; printf end > c; tar czf x.tar.gz a b c")
    let archive = try ArchiveInput(path: path("x.tar.gz"))
    #expect(try archive.nextMember()?.isRegularFile == true)
    #expect(try archive.nextMember()?.isRegularFile == false)
    #expect(try archive.nextMember()?.name == Array("c".utf8))
    #expect(try archive.openMember(named: "c").readAll(maximumByteCount: 10) == Array("end".utf8))
    #expect(try archive.nextMember() == nil)
  }

  @Test("an archive that unpacks to too much is refused, and a member of too much")
  func bombs() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try shell("head -c 20000000 /dev/zero > zeros; tar czf bomb.tar.gz zeros; gzip -k zeros; tar cf inner.tar zeros.gz")
    #expect(failure { _ = try read("bomb.tar.gz") }?.code == .limitExceeded)
    #expect(failure { _ = try read("inner.tar") }?.code == .limitExceeded)
    var limits = Limits()
    limits.maximumCompressionRatio = 100_000
    limits.maximumDecompressedBytes = 10_000_000
    #expect(failure { _ = try read("bomb.tar.gz", limits: limits) }?.code == .limitExceeded)
    try shell("truncate -s 30G sparse; tar -Scf sparse.tar sparse")
    #expect(failure { _ = try read("sparse.tar", limits: limits) }?.code == .limitExceeded)
  }

  @Test("an archive that is cut anywhere is an error or ends early at a member, never a trap")
  func cut() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try shell("seq 300 > a; seq 300 > b; tar cf x.tar a b; gzip -k x.tar")
    for name in ["x.tar", "x.tar.gz"] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: path(name)))
      for end in stride(from: 1, to: whole.count, by: max(1, whole.count / 60)) {
        try whole.prefix(end).write(to: URL(fileURLWithPath: path("cut")))
        if let error = failure({ _ = try read("cut") }) { #expect(!error.fix.isEmpty) }
      }
    }
  }
}
