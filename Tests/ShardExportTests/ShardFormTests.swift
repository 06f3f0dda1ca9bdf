import Archives
import Diagnostics
import Testing

@testable import ShardExport

extension ShardForm: CustomTestStringConvertible {
  public var testDescription: String { "\(layout.rawValue), \(compression.rawValue)" }
}

@Suite("Layouts and compressions")
struct ShardFormTests {
  private func export(_ form: ShardForm) -> SyntheticExport {
    var export = SyntheticExport(seed: 11, maximumShardByteCount: 12_000)
    export.layout = form.layout
    export.compression = form.compression
    return export
  }

  @Test("every layout and compression verifies, has the same rows in the same shards, and the same bytes again")
  func forms() throws {
    for isOneExample in [false, true] {
      var contents: Set<[SHA256Sum]> = []
      for form in ShardForm.all {
        let folder = TemporaryFolder()
        var export = export(form)
        export.isOneExample = isOneExample
        export.maximumShardByteCount = 8_000
        let manifest = try export.write(to: folder.path("out"))
        try export.write(to: folder.path("twin"))
        #expect(try ExportVerifier().verify(folder.path("out")).findings == [], "\(form.testDescription)")
        #expect(try folder.files(in: "out") == folder.files(in: "twin"), "\(form.testDescription)")
        contents.insert(manifest.splits.flatMap { [$0.contentSum] + $0.shards.map(\.contentSum) })
        #expect(manifest.splits[0].shards.count > 1)
        for shard in manifest.splits[0].shards { #expect(shard.path.hasSuffix(form.fileExtension)) }
      }
      #expect(contents.count == 1)
    }
  }

  @Test("Zstandard around an archive is refused, saying what to use")
  func refusals() throws {
    for layout in [ShardLayout.jsonlTar, .webdataset] {
      let folder = TemporaryFolder()
      let export = export(ShardForm(layout: layout, compression: .zstd))
      let error = #expect(throws: TrainPackError.self) { try export.write(to: folder.path("out")) }
      #expect(error?.code == .exportCompression)
      #expect(error?.fix.contains("--layout jsonl") == true)
    }
  }

  /// An export of a form with its first shard's contents changed, all sums and sizes made right again.
  private func damaged(
    _ form: ShardForm, _ name: String, expecting code: DiagnosticCode, _ change: (inout FormTree) throws -> Void
  ) throws {
    let folder = TemporaryFolder()
    try export(form).write(to: folder.path("out"))
    var tree = try FormTree(folder, "out")
    try change(&tree)
    tree.tree.seal()
    try tree.tree.write(to: folder, "damaged")
    let report = try ExportVerifier().verify(folder.path("damaged"))
    #expect(
      report.findings.contains { $0.code == code },
      "\(form.testDescription): \(name): \(report.findings.map(\.message))")
  }

  @Test("a shard that is taken apart and put together again verifies", arguments: ShardForm.all)
  func undamaged(form: ShardForm) throws {
    let folder = TemporaryFolder()
    try export(form).write(to: folder.path("out"))
    var tree = try FormTree(folder, "out")
    try tree.setLines(tree.lines)
    tree.tree.seal()
    try tree.tree.write(to: folder, "again")
    #expect(try folder.files(in: "again") == folder.files(in: "out"))
  }

  @Test("an edited row is found in every layout, with all sums made right again", arguments: ShardForm.all)
  func rows(form: ShardForm) throws {
    try damaged(form, "a label is another", expecting: .verifyRow) { tree in
      var lines = tree.lines
      lines[0] = lines[0].replacing("\"labels\":[", with: "\"labels\":[7")
      try tree.setLines(lines)
    }
    try damaged(form, "a row is lost", expecting: .verifyCounts) { try $0.setLines($0.lines.dropLast()) }
    try damaged(form, "two rows changed places", expecting: .verifySegments) { tree in
      var lines = tree.lines
      lines.swapAt(0, 1)
      try tree.setLines(lines)
    }
    try damaged(form, "a row ends in a carriage return", expecting: .verifyRow) { tree in
      var lines = tree.lines
      lines[1] += "\r"
      try tree.setLines(lines)
    }
    try damaged(form, "the content's size is another", expecting: .verifyCounts) { tree in
      tree.tree.manifest.splits[0].contentByteCount += 1
      tree.tree.manifest.splits[0].shards[0].contentByteCount += 1
    }
    try damaged(form, "the shard is cut", expecting: .verifyArchiveForm) { tree in
      tree.setFile(Array(tree.file.dropLast(tree.file.count / 3)))
    }
    let isPlain = form.layout == .jsonl && form.compression == .none
    try damaged(form, "the shard is empty", expecting: isPlain ? .verifyContentSum : .verifyArchiveForm) {
      $0.setFile([])
    }
    guard form.compression != .none else { return }
    try damaged(form, "bytes follow the compressed ones", expecting: .verifyArchiveForm) { tree in
      tree.setFile(tree.file + [0, 1, 2, 3])
    }
    try damaged(form, "the shard is not compressed", expecting: .verifyArchiveForm) { tree in
      tree.setFile(try tree.plain())
    }
  }

  @Test("a time or a name in a gzip header is found", arguments: ShardForm.all.filter { $0.compression == .gzip })
  func gzipHeader(form: ShardForm) throws {
    try damaged(form, "a time", expecting: .verifyArchiveForm) { tree in
      var file = tree.file
      file[5] = 1
      tree.setFile(file)
    }
    try damaged(form, "a name", expecting: .verifyArchiveForm) { tree in
      var file = tree.file
      file[3] = 8
      file.insert(contentsOf: Array("name\0".utf8), at: 10)
      tree.setFile(file)
    }
  }

  @Test(
    "members of a webdataset shard are found where they differ",
    arguments: ShardForm.all.filter { $0.layout == .webdataset })
  func members(form: ShardForm) throws {
    typealias Members = [(String, [UInt8])]
    let changes: [(String, (inout Members) -> Void)] = [
      ("a member has another name", { $0[0].0 = "train-00000-00000000a.json" }),
      ("a member is missing", { $0.remove(at: 1) }),
      ("a member has two lines", { $0[0].1 += Array("{}\n".utf8) }),
      ("a member has no line feed", { $0[0].1.removeLast() }),
      ("a member is added", { $0.append(("train-00000-99999999.json", Array("{}\n".utf8))) }),
      ("a member is empty", { $0[2].1 = [] }),
    ]
    for (name, change) in changes {
      try damaged(form, name, expecting: .verifyArchiveForm) { tree in
        var members = tree.members
        change(&members)
        try tree.setMembers(members)
      }
    }
    try damaged(form, "a member's time is not 0", expecting: .verifyArchiveForm) { tree in
      var archive = try tree.plain()
      archive[146] = UInt8(ascii: "7")
      archive.replaceSubrange(148..<156, with: [UInt8](repeating: 32, count: 8))
      let sum = String(archive[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
      archive.replaceSubrange(
        148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum + "\0 ").utf8))
      tree.setFile(try tree.packed(archive))
    }
  }

  @Test("the layout and the compression of a manifest must be those of its shards")
  func otherForm() throws {
    let folder = TemporaryFolder()
    try export(ShardForm(layout: .webdataset, compression: .none)).write(to: folder.path("out"))
    for change: (inout Manifest) -> Void in [{ $0.layout = .jsonlTar }, { $0.compression = .gzip }] {
      var tree = try ExportTree(folder, "out")
      change(&tree.manifest)
      tree.seal()
      try? FileSystem.removeTree(folder.path("other"))
      try tree.write(to: folder, "other")
      #expect(try ExportVerifier().verify(folder.path("other")).findings.contains { $0.code == .verifyManifest })
    }
  }
}

/// An export in memory whose first shard can be taken apart, whatever its form.
private struct FormTree {
  var tree: ExportTree
  private let form: ShardForm
  private let name: ShardName

  init(_ folder: TemporaryFolder, _ directory: String) throws {
    tree = try ExportTree(folder, directory)
    form = tree.manifest.form
    name = ShardName(split: "train", index: 0, shardCount: tree.manifest.splits[0].shards.count)
    contents = try Self.contents(tree, form, 0)
    let (read, form) = (tree, form)
    others = try (1..<read.manifest.splits[0].shards.count).map { try Self.contents(read, form, $0) }
  }

  /// The JSON lines of the first shard, and of the others.
  private var contents: [UInt8]
  private let others: [[UInt8]]

  private static func contents(_ tree: ExportTree, _ form: ShardForm, _ shard: Int) throws -> [UInt8] {
    let file = tree.files[tree.manifest.splits[0].shards[shard].path] ?? []
    let plain = try unpacked(file)
    return form.layout == .jsonl ? plain : members(plain).flatMap(\.1)
  }

  private static func unpacked(_ file: [UInt8]) throws -> [UInt8] {
    try ByteSource(bytes: file, name: "shard").readAll(maximumByteCount: 1 << 24)
  }

  /// The members of an archive.
  private static func members(_ archive: [UInt8]) -> [(String, [UInt8])] {
    var members: [(String, [UInt8])] = []
    var offset = 0
    while offset + 512 <= archive.count, archive[offset] != 0 {
      let name = String(decoding: archive[offset..<offset + 100].prefix { $0 != 0 }, as: UTF8.self)
      let digits = String(decoding: archive[offset + 124..<offset + 135], as: UTF8.self)
      let size = Int(digits, radix: 8) ?? 0
      members.append((name, Array(archive[offset + 512..<offset + 512 + size])))
      offset += 512 + (size + 511) / 512 * 512
    }
    return members
  }

  var file: [UInt8] { tree.files[tree.manifest.splits[0].shards[0].path] ?? [] }
  func plain() throws -> [UInt8] { try Self.unpacked(file) }
  var members: [(String, [UInt8])] { Self.members((try? plain()) ?? []) }

  var lines: [String] {
    contents.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  func packed(_ plain: [UInt8]) throws -> [UInt8] {
    let sink = TreeSink()
    let packed = try CompressedSink(form.compression.codec, to: sink)
    try packed.write(plain.span)
    try packed.finish()
    return sink.bytes
  }

  mutating func setFile(_ file: [UInt8]) { tree.setShard(0, file) }

  mutating func setMembers(_ members: [(String, [UInt8])]) throws {
    setFile(try packed(try ExportTree.archive(members)))
    setContents(members.flatMap(\.1))
  }

  mutating func setLines(_ lines: some Collection<String>) throws {
    let rows = lines.map { Array(($0 + "\n").utf8) }
    switch form.layout {
    case .jsonl: setFile(try packed(rows.flatMap(\.self)))
    case .jsonlTar: setFile(try packed(try ExportTree.archive([(name.memberName, rows.flatMap(\.self))])))
    case .webdataset:
      setFile(try packed(try ExportTree.archive(rows.enumerated().map { (name.rowMemberName($0), $1) })))
    }
    setContents(rows.flatMap(\.self))
  }

  private mutating func setContents(_ bytes: [UInt8]) {
    contents = bytes
    tree.manifest.splits[0].shards[0].contentByteCount = bytes.count
    tree.manifest.splits[0].shards[0].contentSum = SHA256Sum(of: bytes)
    let all = bytes + others.flatMap(\.self)
    tree.manifest.splits[0].contentByteCount = all.count
    tree.manifest.splits[0].contentSum = SHA256Sum(of: all)
  }
}
