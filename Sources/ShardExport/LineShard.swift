import Archives

/// A shard of the layout `jsonl`: the rows as JSON lines, compressed as they come where that is asked for.
final class LineShard: ShardFile {
  private let form: ShardForm
  private let file: OutputFile
  private let packed: CompressedSink
  private var sum: SHA256Sum?
  private(set) var contentByteCount = 0
  private var ownHasher = SHA256Hasher()

  init(creating path: String, form: ShardForm) throws {
    self.form = form
    file = try OutputFile(creating: path)
    packed = try CompressedSink(form.compression.codec, to: file)
  }

  /// Without compression the file's sum is that of the rows.
  var contentHasher: SHA256Hasher { form.compression == .none ? file.hasher : ownHasher }

  func append(line: Span<UInt8>) throws {
    contentByteCount += line.count
    if form.compression != .none { ownHasher.update(line) }
    try packed.write(line)
  }

  func seal() throws {
    try packed.finish()
    sum = try file.finish(.durable)
  }

  func publish(_ name: ShardName, in directory: String) throws -> (byteCount: Int, sum: SHA256Sum) {
    try FileSystem.rename(file.path, directory + "/" + name.path(form))
    return (file.byteCount, sum ?? file.hasher.sum)
  }
}
