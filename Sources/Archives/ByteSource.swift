import Diagnostics

/// The bytes of one input, unpacked where it is compressed, with bounded memory.
///
/// gzip, Zstandard and xz are recognised by content, not by name; concatenated gzip members and Zstandard frames are read
/// as one. A source belongs to one thread at a time.
///
/// ```swift
/// let source = try ByteSource.open("data.jsonl.gz")
/// while let chunk = try source.nextChunk() { … }
/// ```
public final class ByteSource {
  /// How many bytes a chunk has at most.
  public static let chunkByteCount = 256 << 10

  /// The input as the user named it, or `standard input`.
  public let name: String
  public let compression: Compression
  /// How many (unpacked) bytes have been read so far.
  public private(set) var byteCount = 0
  private let limits: Limits
  private let input: ByteSourceInput
  private let decompressor: ByteSourceDecompressor?

  /// Opens a file, or standard input when `path` is `-`.
  ///
  /// - Parameter observe: Given the bytes as they lie in the file, in order, as far as they are read.
  /// - Throws: `input.not-found`, `input.is-folder`, `input.unreadable`, `input.unsupported-compression`,
  ///   `input.damaged`.
  public static func open(
    _ path: String, limits: Limits = Limits(), observe: ((Span<UInt8>) -> Void)? = nil
  ) throws -> ByteSource {
    let name = path == "-" ? "standard input" : path
    return try ByteSource(
      input: ByteSourceInput(file: ByteSourceFile(path: path, name: name), observe: observe), name: name, limits: limits
    )
  }

  /// A source of bytes that are in memory already.
  ///
  /// - Throws: `input.unsupported-compression`, `input.damaged`.
  public convenience init(bytes: [UInt8], name: String, limits: Limits = Limits()) throws {
    try self.init(input: ByteSourceInput(bytes: bytes), name: name, limits: limits)
  }

  /// A source of an input's bytes, which stands at its start.
  init(input: ByteSourceInput, name: String, limits: Limits) throws {
    self.name = name
    self.limits = limits
    self.input = input
    try Self.passSkippableFrames(of: input, name: name)
    let prefix = try input.peek(CompressionMagic.byteCount)
    if let (packing, remedy) = CompressionMagic.unsupported(prefix) {
      throw TrainPackError(
        .inputUnsupportedCompression, "the input is packed as \(packing), which is not read",
        at: InputLocation(source: name), fix: "\(remedy), or compress it as .gz, .zst or .xz")
    }
    compression = CompressionMagic.compression(of: prefix)
    decompressor =
      compression == .none ? nil : try ByteSourceDecompressor(compression, input: input, name: name)
  }

  /// Passes over the skippable frames with which pzstd and others begin a Zstandard file, as libarchive does not know
  /// them there.
  private static func passSkippableFrames(of input: ByteSourceInput, name: String) throws {
    while let byteCount = CompressionMagic.skippableFrameByteCount(try input.peek(8)) {
      var rest = byteCount
      while rest > 0 {
        let discarded = try input.discard(rest)
        if discarded == 0 {
          throw TrainPackError(
            .inputTruncated, "the zstd stream ends inside a skippable frame", at: InputLocation(source: name),
            fix: "get the file again from where it came")
        }
        rest -= discarded
      }
    }
  }

  /// How many bytes have been taken from the file itself, packed as it is.
  public var packedByteCount: Int { input.discardedByteCount + input.deliveredByteCount }

  /// Appends up to `count` bytes to `buffer`.
  ///
  /// - Returns: How many were appended; 0 only at the end of the input.
  /// - Throws: `input.unreadable`, `input.truncated`, `input.damaged`, `input.trailing-bytes`, and `limits.exceeded`
  ///   when a compressed input unpacks to more than the limits allow.
  public func read(_ count: Int, appendingTo buffer: inout [UInt8]) throws -> Int {
    let wanted = max(1, min(count, Self.chunkByteCount))
    let start = buffer.count
    let read = try decompressor?.read(wanted, appendingTo: &buffer) ?? input.read(wanted, appendingTo: &buffer)
    if compression != .none, byteCount == 0 { try checkNotPackedTwice(buffer[start...]) }
    byteCount += read
    if compression != .none { try checkLimits() }
    return read
  }

  private func checkNotPackedTwice(_ unpacked: ArraySlice<UInt8>) throws {
    let inner = CompressionMagic.compression(of: unpacked)
    if inner == .none { return }
    throw TrainPackError.packedTwice(outer: compression, inner: inner, name: name)
  }

  /// Reads what is left of the input, packed as it lies there, for those who observe it.
  ///
  /// - Throws: `input.unreadable`.
  public func passRest() throws {
    while try input.discard(Self.chunkByteCount) > 0 {}
  }

  /// The next bytes, at most `chunkByteCount` of them; `nil` at the end of the input. Throws what `read` throws.
  public func nextChunk() throws -> [UInt8]? {
    var chunk: [UInt8] = []
    chunk.reserveCapacity(Self.chunkByteCount)
    return try read(Self.chunkByteCount, appendingTo: &chunk) > 0 ? chunk : nil
  }

  /// All bytes that are left.
  ///
  /// - Parameters:
  ///   - maximumByteCount: The most that may be read.
  ///   - limit: What is limited, in words, such as `bytes in a vocabulary file`.
  ///   - flag: The flag that raises the limit.
  /// - Throws: What `read` throws, and `limits.exceeded` when there is more.
  public func readAll(maximumByteCount: Int, limit: String = "bytes in one input", flag: String? = nil) throws
    -> [UInt8]
  {
    var bytes: [UInt8] = []
    while try read(Self.chunkByteCount, appendingTo: &bytes) > 0 {
      if bytes.count > maximumByteCount {
        throw TrainPackError.limitExceeded(
          limit, value: maximumByteCount, met: nil, flag: flag, at: InputLocation(source: name))
      }
    }
    return bytes
  }

  /// Ratios say little about small outputs, so they are looked at past this many bytes.
  private static let ratioGraceByteCount = 1 << 20

  private func checkLimits() throws {
    if byteCount > limits.maximumDecompressedBytes {
      throw TrainPackError.limitExceeded(
        "unpacked bytes of one compressed input", value: limits.maximumDecompressedBytes, met: nil,
        flag: "--maximum-decompressed-bytes", at: InputLocation(source: name))
    }
    let (allowed, overflow) = max(1, packedByteCount).multipliedReportingOverflow(by: limits.maximumCompressionRatio)
    if byteCount > Self.ratioGraceByteCount && !overflow && byteCount > allowed {
      throw TrainPackError.limitExceeded(
        "unpacked bytes for each packed byte", value: limits.maximumCompressionRatio,
        met: byteCount / max(1, packedByteCount), flag: "--maximum-compression-ratio", at: InputLocation(source: name))
    }
  }
}
