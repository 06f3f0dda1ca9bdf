import Diagnostics
import StrictJSON

/// Reads one row of an export back, with the source of each of its examples.
public struct RowInspector: Sendable {
  private let directory: String

  /// - Parameter directory: The export's folder.
  public init(directory: String) { self.directory = directory }

  /// Reads a row.
  ///
  /// - Parameters:
  ///   - number: The row's place in its split, counted from 0.
  ///   - splitName: The split's name; `nil` for the first.
  /// - Throws: `export.not-an-export`, `export.unreadable`, `inspect.no-such-row`, and `inspect.broken-row` where the row is
  ///   not as an export writes it.
  public func row(_ number: Int, ofSplit splitName: String?) throws -> InspectedRow {
    let manifest = try soundManifest()
    let split = try split(splitName, of: manifest)
    let (shard, index, numberInShard) = try place(of: number, in: split)
    let name = ShardName(split: split.name, index: index, shardCount: split.shards.count)
    let line = try line(numberInShard, of: shard, name, manifest)
    let contents = try contents(of: line, manifest, shardPath: shard.path, row: numberInShard)
    return InspectedRow(
      manifest: manifest, split: split.name, number: number, shardPath: shard.path, numberInShard: numberInShard,
      contents: contents)
  }

  private func soundManifest() throws -> Manifest {
    let file = try ManifestFile(of: directory)
    let manifest: Manifest
    do { manifest = try file.manifest() } catch let error as TrainPackError {
      throw broken(
        "its manifest cannot be read: \(error.message)", at: error.location ?? InputLocation(source: file.path))
    }
    if let obstacle = ManifestCheck(manifest: manifest).obstacle {
      throw broken("its manifest contradicts itself: \(obstacle)", at: InputLocation(source: file.path))
    }
    return manifest
  }

  private func split(_ name: String?, of manifest: Manifest) throws -> SplitDescription {
    guard let name else { return manifest.splits[0] }
    if let split = manifest.splits.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) { return split }
    throw TrainPackError(
      .inspectNoSuchRow, "the export has no split \"\(name)\"", at: InputLocation(source: directory),
      fix: "name one of its splits: --split \(manifest.splits.map(\.name).joined(separator: ", --split "))")
  }

  private func place(of number: Int, in split: SplitDescription) throws -> (ShardDescription, Int, row: Int) {
    var rest = number
    for (index, shard) in split.shards.enumerated() where rest >= 0 {
      if rest < shard.counts.rows { return (shard, index, rest) }
      rest -= max(0, shard.counts.rows)
    }
    let count = split.counts.rows
    throw TrainPackError(
      .inspectNoSuchRow, "the split \(split.name) has \(count) row\(count == 1 ? "" : "s"), and no row \(number)",
      at: InputLocation(source: directory), fix: "name a row from 0 to \(count - 1)")
  }

  /// Ends the reading of a shard at the row that was asked for.
  private struct Found: Error {}

  private func line(
    _ row: Int, of shard: ShardDescription, _ name: ShardName, _ manifest: Manifest
  ) throws -> [UInt8] {
    let path = directory + "/" + shard.path
    let file = ShardContents(
      path: path, name: name, form: manifest.form, maximumLineByteCount: manifest.maximumLineByteCount(of: shard))
    var found: [UInt8] = []
    var rest = row
    do {
      let result = try file.read {
        _ in
      } row: { line in
        if rest == 0 {
          found.reserveCapacity(line.count)
          for index in line.indices { found.append(line[index]) }
          throw Found()
        }
        rest -= 1
      }
      throw broken(
        result.violation ?? "the shard has fewer rows than its manifest says", at: InputLocation(source: path))
    } catch is Found {
      return found
    }
  }

  private func contents(
    of line: [UInt8], _ manifest: Manifest, shardPath: String, row number: Int
  ) throws -> InspectedRow.Contents {
    let place = InputLocation(source: directory + "/" + shardPath, line: number + 1)
    if manifest.rowSchema.holdsText {
      var reader = TextRowReader(schema: manifest.rowSchema)
      guard let (content, tools) = reader.read(line) else {
        throw broken("it is not as an export writes it", at: place)
      }
      let segment = try segments(of: shardPath, row: number, count: 1)[0]
      return .text(
        TextRow(
          content, tools: tools, tokenCount: segment.tokenCount, lossTokenCount: segment.lossTokenCount,
          source: segment.source))
    }
    var row = PackedRow()
    if let offset = PackedRowScanner(schema: manifest.rowSchema).scan(line.span, into: &row) {
      throw broken("it is not as an export writes it from its byte \(offset) on", at: place)
    }
    let violation = row.violation(
      of: manifest.rowSchema, contextLength: manifest.contextLength, vocabularySize: manifest.vocabularySize)
    if let violation { throw broken("it breaks a rule: \(violation)", at: place) }
    var start = 0
    let sources = try segments(of: shardPath, row: number, count: row.sequenceLengths.count)
    return .tokens(
      zip(row.sequenceLengths, sources).map { length, segment in
        defer { start += Int(length) }
        return row.segment(start..<start + Int(length), source: segment.source)
      })
  }

  /// What `segments.jsonl` says of the examples of a row.
  private func segments(of shardPath: String, row: Int, count: Int) throws -> [SegmentLine] {
    let path = directory + "/" + ExportFileName.segments
    var lines = try LineReader(path: path, maximumLineByteCount: SegmentsCheck.maximumLineByteCount)
    let start = SegmentLine.start(shardPath: shardPath) + Array("\"row\":\(row),".utf8)
    var found: [SegmentLine] = []
    var number = 0
    while found.count < count, let line = try lines.next() {
      number += 1
      guard line.starts(with: start) else { continue }
      let place = InputLocation(source: path, line: number)
      guard let json = try? JSONReader().readTree(line, at: place), let source = SegmentLine.source(of: json),
        json["segment"]?.int == found.count, let tokens = json["tokens"]?.int, let lossTokens = json["loss_tokens"]?.int
      else { throw broken("a line of \(ExportFileName.segments) is not as an export writes it", at: place) }
      found.append(
        SegmentLine(
          row: row, segment: found.count, tokenCount: tokens, lossTokenCount: lossTokens, source: source))
    }
    guard found.count == count else {
      throw broken("\(ExportFileName.segments) does not name all of its examples", at: InputLocation(source: path))
    }
    return found
  }

  private func broken(_ what: String, at place: InputLocation) -> TrainPackError {
    TrainPackError(
      .inspectBrokenRow, "the row cannot be shown: \(what)", at: place,
      fix: "`trainpack verify \(ShellWord.quoted(directory))` lists all that is wrong; export again")
  }
}
