import Diagnostics
import TestSupport

@testable import ShardExport

/// An export of made-up rows.
struct SyntheticExport {
  var seed: UInt64 = 1
  var rowCount = 40
  var contextLength = 64
  var vocabularySize = 50_000
  var positionIDs = RowSchema.PositionIDs.omitted
  var layout = ShardLayout.jsonlTar
  var compression = ShardCompression.none
  var trainer: Trainer?
  /// Rows of one example each.
  var isOneExample = false
  var maximumShardByteCount = 6_000
  var splitNames = ["train"]
  var cut = ShardingRules.Cut.fill
  var maximumShardRowCount: Int?
  var shardMultiple = 1
  var card = CardDescription(prettyName: "Synthetic rows", languages: ["en"])
  private static let sum = SHA256Sum(of: [9]).hexadecimal
  var ledgerLines = [
    #"{"record_id":"x","source":"data/dropped.jsonl","line":1,"record_sha256":"\#(Self.sum)","action":"dropped","examples":[]}"#,
    #"{"record_id":"é \"y\"","source":"data/dropped.jsonl","line":null,"record_sha256":"\#(Self.sum)","action":"dropped","examples":[]}"#,
  ]

  var schema: RowSchema { isOneExample ? .tokens : .packed(positionIDs) }

  var sharding: ShardingRules {
    ShardingRules(
      cut: cut, maximumByteCount: maximumShardByteCount, maximumRowCount: maximumShardRowCount,
      multiple: shardMultiple)
  }

  var options: ExportOptions {
    ExportOptions(
      contextLength: contextLength, vocabularySize: vocabularySize, rowSchema: schema, layout: layout,
      compression: compression, trainer: trainer, sharding: sharding, splitNames: splitNames, card: card)
  }

  /// The rows, each with its split.
  var rows: [(split: String, segments: [PackedSegment])] {
    var generator = SeededGenerator(seed: seed)
    var recordNumber = 0
    return (0..<rowCount).map { index in
      var room = Int.random(in: 1...contextLength, using: &generator)
      var segments: [PackedSegment] = []
      while room > 0 {
        recordNumber += 1
        let length = Int.random(in: 1...room, using: &generator)
        segments.append(segment(recordNumber, length: length, &generator))
        room -= length
        if isOneExample { break }
      }
      if segments.allSatisfy(\.lossRanges.isEmpty) {
        segments[0] = PackedSegment(tokens: segments[0].tokens, lossRanges: [0..<1], source: segments[0].source)
      }
      return (splitNames[index % splitNames.count], segments)
    }
  }

  private func segment(_ number: Int, length: Int, _ generator: inout SeededGenerator) -> PackedSegment {
    // Ids of every length in digits.
    let tokens = (0..<length).map { _ in
      let bound = [10, 100, 1_000, 10_000, vocabularySize].randomElement(using: &generator) ?? vocabularySize
      return Int32.random(in: 0..<Int32(min(bound, vocabularySize)), using: &generator)
    }
    var lossRanges: [Range<Int>] = []
    var position = 0
    while position < length {
      let start = Int.random(in: position...length, using: &generator)
      let end = Int.random(in: start...length, using: &generator)
      if start < end { lossRanges.append(start..<end) }
      position = end + 1
    }
    let texts = ["plain", "with \"quotes\" and \\", "line\nfeed\ttab\u{1}", "é 漢字 🧪", "", "a/b"]
    let source = SegmentSource(
      recordID: number % 5 == 0 ? nil : "\(texts[number % texts.count])-\(number)",
      file: "data/\(texts[number % 3]).jsonl",
      line: number % 7 == 0 ? nil : number, recordSum: SHA256Sum(of: Array("record \(number)".utf8)))
    return PackedSegment(tokens: tokens, lossRanges: lossRanges, source: source)
  }

  /// The description that fits the rows.
  var description: ExportDescription {
    let exported = rows.reduce(0) { $0 + $1.segments.count }
    let read = exported + ledgerLines.count + 1
    return ExportDescription(
      generator: Generator(name: "trainpack", version: "0.0.0", configurationSum: SHA256Sum(of: [1])),
      profile: "toy-instruct",
      tokenizer: TokenizerIdentity(
        name: "toy", sum: SHA256Sum(of: [2]), beginningID: 1, endID: 2, paddingID: nil,
        chatTemplateSum: SHA256Sum(of: [3])),
      packing: StageDescription(
        method: "best-fit",
        settings: [StageSetting("seed", .integer(0)), StageSetting("split_documents", .flag(false))]),
      fitting: StageDescription(method: "drop", settings: [StageSetting("reserve", .integer(0))]),
      splitting: splitNames.count == 1
        ? .none
        : .shares(splitNames.map { SplitShare(name: $0, share: "0.5") }, seed: 7, stratification: nil),
      inputs: [
        InputDescription(name: "data/é|`x`.jsonl", byteCount: 1_234, sum: SHA256Sum(of: [4]), recordCount: read - 1),
        InputDescription(name: "standard input", byteCount: nil, sum: SHA256Sum(of: [5]), recordCount: 1),
      ],
      systemPromptSum: nil,
      counts: RecordCounts(read: read, exported: exported, trimmed: 0, dropped: ledgerLines.count, rejected: 1))
  }

  /// Writes the rows and leaves the export open.
  func begin(_ destination: String, overwrite: OverwritePolicy = .refuse) throws -> ExportWriter {
    let writer = try ExportWriter(destination: destination, options: options, overwrite: overwrite)
    for line in ledgerLines { try writer.append(ledgerLine: Array(line.utf8)) }
    if cut == .even {
      let size = PackedRowSize(options.rowSchema)
      for name in splitNames {
        let sizes = rows.filter { $0.split == name }.map { row in
          size.lineByteCount(ofSegments: row.segments.map(size.byteCount))
        }
        try writer.cut(name, intoShardsOf: sizes)
      }
    }
    for (split, segments) in rows { try writer.append(row: segments, to: split) }
    return writer
  }

  /// Writes the whole export.
  @discardableResult
  func write(to destination: String, overwrite: OverwritePolicy = .refuse) throws -> Manifest {
    try begin(destination, overwrite: overwrite).finish(description)
  }
}
