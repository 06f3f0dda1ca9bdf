import Archives

/// A shard of the layout `webdataset`: a tar archive with one JSON file a row, written as the rows come.
///
/// Each member is one JSON line with its line feed, so that `tar -xOf` prints the JSONL file.
final class MemberShard: ShardFile {
  private let form: ShardForm
  private let file: OutputFile
  private let packed: CompressedSink
  private let archive: ArchiveWriter
  private let split: String
  private let index: Int
  private var rowCount = 0
  private var sum: SHA256Sum?
  private(set) var contentByteCount = 0
  private(set) var contentHasher = SHA256Hasher()

  init(creating path: String, form: ShardForm, split: String, index: Int) throws {
    self.form = form
    self.split = split
    self.index = index
    file = try OutputFile(creating: path)
    packed = try CompressedSink(form.compression.codec, to: file)
    archive = try ArchiveWriter(to: packed)
  }

  func append(line: Span<UInt8>) throws {
    try archive.beginMember(
      named: ShardName.rowMemberName(split: split, index: index, row: rowCount), byteCount: line.count)
    try archive.append(line)
    contentHasher.update(line)
    contentByteCount += line.count
    rowCount += 1
  }

  func seal() throws {
    try archive.finish()
    try packed.finish()
    sum = try file.finish(.durable)
  }

  func publish(_ name: ShardName, in directory: String) throws -> (byteCount: Int, sum: SHA256Sum) {
    try FileSystem.rename(file.path, directory + "/" + name.path(form))
    return (file.byteCount, sum ?? file.hasher.sum)
  }
}
