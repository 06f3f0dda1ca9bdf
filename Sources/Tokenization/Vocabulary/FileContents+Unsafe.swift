import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole files, and of a GGUF file what stands before its tensors.
enum FileContents {
  /// Whether there is a file at `path`.
  static func isThere(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Returns the bytes of the file at `path`.
  ///
  /// - Throws: `vocabulary.unreadable`, `limits.exceeded`.
  static func read(_ path: String, maximumBytes: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw unreadable(path, EISDIR) }
    let place = InputLocation(source: path)
    let expected = Int(status.st_size)
    guard expected <= maximumBytes else {
      throw TrainPackError.limitExceeded(
        "bytes in one vocabulary file", value: maximumBytes, met: expected, flag: nil, at: place)
    }
    // A pipe tells no size, and a file can grow, so reading goes on to the end, within the limit.
    var bytes: [UInt8] = []
    var chunk = max(expected + 1, 65_536)
    while true {
      guard bytes.count <= maximumBytes else {
        throw TrainPackError.limitExceeded(
          "bytes in one vocabulary file", value: maximumBytes, met: nil, flag: nil, at: place)
      }
      let more = try readChunk(descriptor, chunk, path: path)
      if more.isEmpty { return bytes }
      if bytes.isEmpty { bytes = more } else { bytes += more }
      chunk = 65_536
    }
  }

  /// Returns the bytes of a vocabulary file. A GGUF file is a whole model: of it only the metadata is read, which stands
  /// at its front.
  ///
  /// - Throws: `vocabulary.unreadable`, `limits.exceeded`.
  static func readVocabulary(_ path: String, maximumBytes: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    // Only of a file the start can be read twice.
    guard status.st_mode & S_IFMT == S_IFREG, try readChunk(descriptor, 4, path: path).elementsEqual("GGUF".utf8) else {
      return try read(path, maximumBytes: maximumBytes)
    }
    return try readFront(descriptor, path: path, maximumBytes: maximumBytes, fileCount: Int(status.st_size))
  }

  private static func readFront(
    _ descriptor: Int32, path: String, maximumBytes: Int, fileCount: Int
  ) throws -> [UInt8] {
    var bytes = Array("GGUF".utf8)
    while true {
      let more = try readChunk(descriptor, max(bytes.count, 1 << 20), path: path)
      bytes += more
      switch GGUFMetadata.extent(of: bytes, fileCount: fileCount) {
      case .complete(let end): return Array(bytes.prefix(end))
      case .unfinished: if more.isEmpty { return bytes }
      }
      guard bytes.count <= maximumBytes else {
        throw TrainPackError.limitExceeded(
          "bytes of metadata in one GGUF file", value: maximumBytes, met: nil, flag: nil,
          at: InputLocation(source: path))
      }
    }
  }

  private static func readChunk(_ descriptor: Int32, _ size: Int, path: String) throws -> [UInt8] {
    while true {
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        #if canImport(Glibc)
          let received = Glibc.read(descriptor, buffer.baseAddress, size)
        #elseif canImport(Musl)
          let received = Musl.read(descriptor, buffer.baseAddress, size)
        #else
          let received = Darwin.read(descriptor, buffer.baseAddress, size)
        #endif
        if received < 0 { failure = errno }
        count = max(received, 0)
      }
      if failure == 0 { return chunk }
      if failure != EINTR { throw unreadable(path, failure) }
    }
  }

  private static func unreadable(_ path: String, _ reason: Int32) -> TrainPackError {
    let text = strerror(reason).map { String(cString: $0) } ?? "error \(reason)"
    return TrainPackError(
      .vocabularyUnreadable, "cannot read the vocabulary file: \(text)", at: InputLocation(source: path),
      fix: "name a vocabulary file that exists and that this user may read")
  }
}
