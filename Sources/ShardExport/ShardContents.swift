import Archives
import Diagnostics

/// Reads the rows of a shard, and proves on the way that the file is the one that an export writes of them.
struct ShardContents {
  let path: String
  let name: ShardName
  let form: ShardForm
  /// The longest line that a row of the export can have.
  let maximumLineByteCount: Int

  struct Result {
    var byteCount: Int
    var sum: SHA256Sum
    var contentByteCount: Int
    var contentSum: SHA256Sum
    /// What is wrong with the file's form; `nil` when it is right.
    var violation: String?
  }

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - block: Takes the contents, block by block.
  ///   - row: Takes each line of the contents without its line feed.
  /// - Throws: `export.unreadable`.
  func read(_ block: (Span<UInt8>) -> Void, row: (Span<UInt8>) throws -> Void) throws -> Result {
    var contents = SHA256Hasher()
    var contentByteCount = 0
    var violation: String?
    let take = { (bytes: Span<UInt8>) in
      contents.update(bytes)
      contentByteCount += bytes.count
      block(bytes)
    }
    var file: (byteCount: Int, sum: SHA256Sum)?
    do {
      let bytes = try ShardBytes(path: path, compression: form.compression)
      do { violation = try read(bytes, row, take) } catch let error as TrainPackError where Self.isOfForm(error) {
        violation = error.message
      }
      file = try bytes.finish()
    } catch let error as TrainPackError where Self.isOfForm(error) {
      violation = error.message
    }
    let whole = try file ?? ShardBytes(path: path, compression: .none).finish()
    return try Result(
      byteCount: whole.byteCount, sum: whole.sum, contentByteCount: contentByteCount, contentSum: contents.sum,
      violation: violation ?? headerViolation())
  }

  /// Whether an error speaks of the archive or the compression rather than of reading the file.
  private static func isOfForm(_ error: TrainPackError) -> Bool {
    DiagnosticCode.archivesCodes.contains(error.code) && error.code != .inputUnreadable
  }

  private func read(
    _ bytes: ShardBytes, _ row: (Span<UInt8>) throws -> Void, _ contents: (Span<UInt8>) -> Void
  ) throws -> String? {
    switch form.layout {
    case .jsonl: return try readLines(bytes, row, contents)
    case .jsonlTar, .webdataset:
      let comparison = ArchiveComparison(bytes)
      let violation =
        form.layout == .jsonlTar
        ? try copyMember(to: comparison, row, contents) : try copyRows(to: comparison, row, contents)
      if let violation { return violation }
      try comparison.finish()
      return comparison.firstDifference.map { "byte \($0) of the archive is not what an export writes there" }
    }
  }

  /// What a gzip file's header holds beside what an export writes: a time or a name would make two exports differ.
  private func headerViolation() throws -> String? {
    guard form.compression == .gzip else { return nil }
    var header = [UInt8](repeating: 0, count: 8)
    guard try InputFile(path: path).read(into: &header) == header.count else { return nil }
    return header[3...].allSatisfy { $0 == 0 } ? nil : "its gzip header has flags or a time"
  }

  // MARK: Layouts

  private func readLines(
    _ bytes: ShardBytes, _ row: (Span<UInt8>) throws -> Void, _ contents: (Span<UInt8>) -> Void
  ) throws -> String? {
    var lines = LineSplitter(maximumLineByteCount: maximumLineByteCount)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while case let count = try bytes.read(into: &buffer), count > 0 {
      let filled = buffer
      let block = filled.span.extracting(first: count)
      contents(block)
      guard try lines.split(block, row) else { return tooLong }
    }
    return lines.isAtLineEnd ? nil : "its rows do not end in a line feed"
  }

  private var tooLong: String { "its rows have a line of more than \(maximumLineByteCount) bytes" }

  private func openArchive() throws -> ArchiveReader {
    form.compression == .none ? try ArchiveReader(path: path) : try ArchiveReader(ShardBytes.open(path))
  }

  private func wrongName(_ member: ArchiveMember, _ expected: String) -> String? {
    if member.name.elementsEqual(expected.utf8) { return nil }
    return "a member is \"\(String(decoding: member.name, as: UTF8.self))\" rather than \"\(expected)\""
  }

  /// Reads the only member and writes the archive anew, into the comparison.
  private func copyMember(
    to comparison: ArchiveComparison, _ row: (Span<UInt8>) throws -> Void, _ contents: (Span<UInt8>) -> Void
  ) throws -> String? {
    let archive = try openArchive()
    guard let member = try archive.nextMember() else { return "it has no member" }
    if let violation = wrongName(member, name.memberName) { return violation }
    let expected = try ArchiveWriter(to: comparison)
    try expected.beginMember(named: name.memberName, byteCount: member.byteCount)
    var lines = LineSplitter(maximumLineByteCount: maximumLineByteCount)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while case let count = try archive.readContents(into: &buffer), count > 0 {
      let block = buffer.span.extracting(first: count)
      contents(block)
      try expected.append(block)
      guard try lines.split(block, row) else { return tooLong }
    }
    guard lines.isAtLineEnd else { return "its rows do not end in a line feed" }
    try expected.finish()
    return try archive.nextMember() == nil ? nil : "it has more than one member"
  }

  /// Reads a member a row and writes the archive anew, into the comparison.
  private func copyRows(
    to comparison: ArchiveComparison, _ row: (Span<UInt8>) throws -> Void, _ contents: (Span<UInt8>) -> Void
  ) throws -> String? {
    let archive = try openArchive()
    let expected = try ArchiveWriter(to: comparison)
    var rowCount = 0
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var contentsOfMember: [UInt8] = []
    while let member = try archive.nextMember() {
      let memberName = name.rowMemberName(rowCount)
      if let violation = wrongName(member, memberName) { return violation }
      guard (1...maximumLineByteCount + 1).contains(member.byteCount) else {
        return "the member \(memberName) has \(member.byteCount) bytes, which no row has"
      }
      contentsOfMember.removeAll(keepingCapacity: true)
      while case let count = try archive.readContents(into: &block), count > 0 { contentsOfMember += block[..<count] }
      let line = contentsOfMember.span
      contents(line)
      try expected.beginMember(named: memberName, byteCount: line.count)
      try expected.append(line)
      guard Self.isOneLine(line) else { return "the member \(memberName) is not one line with its line feed" }
      try row(line.extracting(droppingLast: 1))
      rowCount += 1
    }
    try expected.finish()
    return rowCount == 0 ? "it has no member" : nil
  }

  private static func isOneLine(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") { return index == bytes.count - 1 }
    return false
  }
}

/// Cuts blocks of bytes into lines.
struct LineSplitter {
  let maximumLineByteCount: Int
  /// The line that the last block left open.
  private var open: [UInt8] = []

  init(maximumLineByteCount: Int) {
    self.maximumLineByteCount = maximumLineByteCount
  }

  var isAtLineEnd: Bool { open.isEmpty }

  /// Hands each line that ends in `block` to `body`, without its line feed.
  ///
  /// - Returns: `false` when a line is too long, and nothing more can be read.
  mutating func split(_ block: Span<UInt8>, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
    var start = 0
    for index in block.indices where block[index] == UInt8(ascii: "\n") {
      let part = block.extracting(start..<index)
      guard open.count + part.count <= maximumLineByteCount else { return false }
      if open.isEmpty {
        try body(part)
      } else {
        append(part)
        try body(open.span)
        open.removeAll(keepingCapacity: true)
      }
      start = index + 1
    }
    append(block.extracting(start..<block.count))
    return open.count <= maximumLineByteCount
  }

  private mutating func append(_ part: Span<UInt8>) {
    open.reserveCapacity(open.count + part.count)
    for index in part.indices { open.append(part[index]) }
  }
}
