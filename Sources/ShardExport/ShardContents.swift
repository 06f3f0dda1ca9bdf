import Archives
import Diagnostics

/// Reads the rows of a shard, and proves on the way that the file is the archive that an export writes of them.
struct ShardContents {
  let path: String
  let memberName: String
  /// The longest line that a row of the export can have.
  let maximumLineByteCount: Int

  struct Result {
    var byteCount: Int
    var sum: SHA256Sum
    var contentSum: SHA256Sum
    /// What is wrong with the archive; `nil` when its form is right.
    var violation: String?
  }

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - block: Takes the contents, block by block.
  ///   - row: Takes each line of the contents without its line feed.
  /// - Throws: `export.unreadable`.
  func read(_ block: (Span<UInt8>) -> Void, row: (Span<UInt8>) throws -> Void) throws -> Result {
    let comparison = try ArchiveComparison(path: path)
    var contents = SHA256Hasher()
    var violation: String?
    do {
      violation = try copyMember(to: comparison, row) { bytes in
        contents.update(bytes)
        block(bytes)
      }
    } catch let error as TrainPackError where DiagnosticCode.archivesTarCodes.contains(error.code) {
      violation = error.message
    }
    let sum = try comparison.finish()
    if violation == nil, let offset = comparison.firstDifference {
      violation = "byte \(offset) is not what an export writes there"
    }
    return Result(byteCount: comparison.byteCount, sum: sum, contentSum: contents.sum, violation: violation)
  }

  /// Reads the only member and writes the archive anew, into the comparison.
  private func copyMember(
    to comparison: ArchiveComparison, _ row: (Span<UInt8>) throws -> Void, _ contents: (Span<UInt8>) -> Void
  ) throws -> String? {
    let archive = try ArchiveReader(path: path)
    guard let member = try archive.nextMember() else { return "it has no member" }
    guard member.name == Array(memberName.utf8) else {
      return "its member is \"\(String(decoding: member.name, as: UTF8.self))\" rather than \"\(memberName)\""
    }
    let expected = try ArchiveWriter(to: comparison)
    try expected.beginMember(named: memberName, byteCount: member.byteCount)
    var lines = LineSplitter(maximumLineByteCount: maximumLineByteCount)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while case let count = try archive.readContents(into: &buffer), count > 0 {
      let block = buffer.span.extracting(first: count)
      contents(block)
      try expected.append(block)
      guard try lines.split(block, row) else {
        return "its rows have a line of more than \(maximumLineByteCount) bytes"
      }
    }
    guard lines.isAtLineEnd else { return "its rows do not end in a line feed" }
    try expected.finish()
    return try archive.nextMember() == nil ? nil : "it has more than one member"
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
