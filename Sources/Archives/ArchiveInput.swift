import Diagnostics

/// A tar archive whose members are inputs, compressed or not; nothing is unpacked to disk.
///
/// gzip, Zstandard and xz around the archive are recognised by content and bounded as for any input. Members are read in
/// the archive's order; one that is compressed itself is unpacked too.
///
/// ```swift
/// let archive = try ArchiveInput(path: "data.tar.gz")
/// while let member = try archive.nextMember() {
///   let source = try archive.openMember(named: "data.tar.gz:train.jsonl")
///   …
/// }
/// ```
public final class ArchiveInput {
  private let handle: ArchiveReadHandle
  private let path: String
  private let limits: Limits

  /// Opens an archive.
  ///
  /// - Throws: What `ByteSource.open` throws; `archive.unreadable`.
  public init(path: String, limits: Limits = Limits()) throws {
    self.path = path
    self.limits = limits
    let source = try ByteSource.open(path, limits: limits)
    // libarchive passes over the contents of a plain file without reading them.
    handle = source.compression == .none ? try ArchiveReadHandle(path: path, kind: .tar) : try ArchiveReadHandle(source)
  }

  /// Whether the file at `path`, unpacked where it is compressed, begins like a tar archive (ustar, pax or GNU).
  ///
  /// A file that cannot be read is none; opening it says why.
  public static func isArchive(_ path: String, limits: Limits = Limits()) throws -> Bool {
    var head: [UInt8] = []
    do {
      let source = try ByteSource.open(path, limits: limits)
      while head.count < UstarHeader.byteCount {
        if try source.read(UstarHeader.byteCount - head.count, appendingTo: &head) == 0 { return false }
      }
    } catch let error as TrainPackError where error.code != .limitExceeded {
      return false
    }
    return head[257...].starts(with: Array("ustar".utf8))
  }

  /// The next member; `nil` at the end of the archive. What is left of the contents before is skipped.
  ///
  /// - Throws: `archive.unreadable` when the archive is cut off or damaged here; `limits.exceeded` for a member larger
  ///   than an input may unpack to; what reading a compressed file throws.
  public func nextMember() throws -> ArchiveMember? {
    guard let member = try handle.nextMember() else { return nil }
    if member.byteCount > limits.maximumDecompressedBytes {
      throw TrainPackError.limitExceeded(
        "bytes in one member of an archive", value: limits.maximumDecompressedBytes, met: member.byteCount,
        flag: "--maximum-decompressed-bytes", at: InputLocation(source: path))
    }
    return member
  }

  /// The contents of the current member, to be read before the next one is asked for.
  ///
  /// - Parameters:
  ///   - name: What places call it.
  ///   - observe: Given the member's bytes as they lie in the archive, in order.
  /// - Throws: `input.unsupported-compression`, `input.damaged`, and what reading throws.
  public func openMember(
    named name: String, limits: Limits = Limits(), observe: ((Span<UInt8>) -> Void)? = nil
  ) throws -> ByteSource {
    try ByteSource(
      input: ByteSourceInput(member: ArchiveMemberContents(handle: handle), observe: observe), name: name,
      limits: limits)
  }
}

/// The contents of the member at which an archive stands.
final class ArchiveMemberContents {
  private let handle: ArchiveReadHandle
  private var scratch: [UInt8] = []

  init(handle: ArchiveReadHandle) { self.handle = handle }

  /// Appends up to `count` bytes; returns 0 only at the end.
  func read(_ count: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    try Interruption.check()
    if scratch.isEmpty { scratch = [UInt8](repeating: 0, count: ByteSource.chunkByteCount) }
    if count < scratch.count { scratch.removeLast(scratch.count - count) }
    let read = try handle.readContents(into: &scratch)
    buffer += scratch[..<read]
    return read
  }
}
