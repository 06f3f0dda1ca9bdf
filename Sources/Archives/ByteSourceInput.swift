import Diagnostics

/// The bytes as they lie in a file, in an archive or in memory, with a look ahead at the first ones.
final class ByteSourceInput {
  private let file: ByteSourceFile?
  private let member: ArchiveMemberContents?
  /// Given the bytes of the file or member as they are taken from it.
  private let observe: ((Span<UInt8>) -> Void)?
  private let memory: [UInt8]
  private var memoryOffset = 0
  /// Bytes that were looked at and not yet delivered.
  private var peeked: [UInt8] = []
  /// How many bytes have been delivered.
  private(set) var deliveredByteCount = 0
  /// How many bytes were passed over before the first delivery.
  private(set) var discardedByteCount = 0

  init(file: ByteSourceFile, observe: ((Span<UInt8>) -> Void)?) {
    self.file = file
    member = nil
    self.observe = observe
    memory = []
  }

  init(member: ArchiveMemberContents, observe: ((Span<UInt8>) -> Void)?) {
    file = nil
    self.member = member
    self.observe = observe
    memory = []
  }

  init(bytes: [UInt8]) {
    file = nil
    member = nil
    observe = nil
    memory = bytes
  }

  /// The first `count` bytes, or all when there are fewer; they are delivered again.
  func peek(_ count: Int) throws -> [UInt8] {
    while peeked.count < count {
      if try fetch(ByteSource.chunkByteCount, appendingTo: &peeked) == 0 { break }
    }
    return Array(peeked.prefix(count))
  }

  /// Appends up to `count` bytes, or all that were looked at; returns 0 only at the end.
  func read(_ count: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    let read: Int
    if peeked.isEmpty {
      read = try fetch(count, appendingTo: &buffer)
    } else if peeked.count <= count {
      read = peeked.count
      buffer.append(contentsOf: peeked)
      peeked = []
    } else {
      read = count
      buffer.append(contentsOf: peeked[..<count])
      peeked.removeFirst(count)
    }
    deliveredByteCount += read
    return read
  }

  /// Passes over up to `count` bytes; returns 0 only at the end.
  func discard(_ count: Int) throws -> Int {
    if peeked.isEmpty { _ = try fetch(ByteSource.chunkByteCount, appendingTo: &peeked) }
    let discarded = min(count, peeked.count)
    peeked.removeFirst(discarded)
    discardedByteCount += discarded
    return discarded
  }

  private func fetch(_ count: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    let start = buffer.count
    if let file {
      _ = try file.read(count, appendingTo: &buffer)
    } else if let member {
      _ = try member.read(count, appendingTo: &buffer)
    } else {
      let end = min(memory.count, memoryOffset + count)
      buffer.append(contentsOf: memory[memoryOffset..<end])
      memoryOffset = end
    }
    observe?(buffer.span.extracting(start..<buffer.count))
    return buffer.count - start
  }
}
