import Diagnostics
import StrictJSON
import Testing

@testable import ShardExport

/// An export of made-up rows of text.
struct TextExport {
  enum Kind: CaseIterable, Sendable {
    case text, messages, promptCompletion, preference
  }

  var kind = Kind.messages
  var layout = ShardLayout.jsonl
  var rowCount = 12
  /// Whether messages beside the first few have keys of their own.
  var hasKeys = true
  /// The answers' text; made up where it is `nil`.
  var answer: (@Sendable (Int) -> String)?

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  func row(_ number: Int) -> TextRow {
    let texts = ["plain", "with \"quotes\" and \\", "line\nfeed\ttab\u{1}\r", "é 漢字 🧪 \u{2028}", ""]
    let user = RowMessage(role: bytes("user"), content: bytes("\(number) \(texts[number % texts.count])"))
    var assistant = RowMessage(role: bytes("assistant"), content: bytes(answer?(number) ?? "answer \(number)"))
    var messages = [user]
    if hasKeys, number % 4 == 3 {
      messages.append(
        RowMessage(
          role: bytes("assistant"), content: nil,
          toolCalls: [
            RowToolCall(id: number == 3 ? nil : bytes("c\(number)"), name: bytes("find"), arguments: bytes("{\"a\":1}"))
          ]))
      messages.append(
        RowMessage(
          role: bytes("tool"), content: bytes("{}"), toolCallID: bytes("c"), name: number == 7 ? bytes("find") : nil))
      assistant.reasoning = number == 11 ? bytes("because") : nil
    }
    let content: TextRow.Content =
      switch kind {
      case .text: .text(bytes("<s>\(texts[number % texts.count])</s>"))
      case .messages: .messages(messages + [assistant])
      case .promptCompletion: .promptCompletion(prompt: messages, completion: assistant)
      case .preference:
        .preference(
          prompt: messages, chosen: [assistant], rejected: [RowMessage(role: bytes("assistant"), content: bytes("no"))])
      }
    let tools = hasKeys && kind != .text && number == 5 ? bytes("[{\"type\":\"function\"}]") : nil
    return TextRow(
      content, tools: tools, tokenCount: 10 + number, lossTokenCount: 1 + number,
      source: SegmentSource(
        recordID: "r\(number)", file: "data.jsonl", line: number + 1, recordSum: SHA256Sum(of: [UInt8(number % 251)])))
  }

  private var schema: RowSchema {
    switch kind {
    case .text: .text
    case .messages: .messages(MessageKeys())
    case .promptCompletion: .promptCompletion(MessageKeys())
    case .preference: .preference(MessageKeys())
    }
  }

  var options: ExportOptions {
    ExportOptions(
      contextLength: 64, vocabularySize: 100, rowSchema: schema, layout: layout,
      sharding: ShardingRules(maximumByteCount: 4_000),
      card: CardDescription(prettyName: "Text"))
  }

  @discardableResult
  func write(to destination: String) throws -> (manifest: Manifest, findings: [Finding]) {
    let writer = try ExportWriter(destination: destination, options: options)
    let kept = try (0..<rowCount).map { try writer.keep(row($0)) }
    for row in kept { try writer.append(row) }
    var synthetic = SyntheticExport()
    synthetic.ledgerLines = []
    var description = synthetic.description
    description.counts = RecordCounts(read: rowCount, exported: rowCount, trimmed: 0, dropped: 0, rejected: 0)
    description.inputs = [
      InputDescription(name: "data.jsonl", byteCount: 1, sum: SHA256Sum(of: []), recordCount: rowCount)
    ]
    let findings = writer.findings
    return (try writer.finish(description), findings)
  }
}

@Suite("Rows of text")
struct TextRowTests {
  @Test(
    "rows of every kind and layout verify, with the same keys in every message", arguments: TextExport.Kind.allCases)
  func kinds(kind: TextExport.Kind) throws {
    var sums: Set<SHA256Sum> = []
    for layout in ShardLayout.allCases {
      let folder = TemporaryFolder()
      let export = TextExport(kind: kind, layout: layout)
      let (manifest, findings) = try export.write(to: folder.path("out"))
      #expect(findings == [])
      sums.insert(manifest.splits[0].contentSum)
      var examples: [ExportedExample] = []
      let report = try ExportVerifier().verify(
        folder.path("out"), reader: ExportReader(example: { examples.append($0) }))
      #expect(report.findings == [])
      #expect(report.counts == manifest.totals)
      let rows = (0..<export.rowCount).map { export.row($0) }
      #expect(examples.map(\.contentSum) == rows.map(\.contentSum))
      #expect(examples.map(\.tokenCount) == rows.map(\.tokenCount))
      #expect(examples.map(\.source) == rows.map(\.source))
    }
    #expect(sums.count == 1, "the content does not depend on the layout")
  }

  @Test("a line has the columns of the manifest, and null for keys that a message lacks")
  func keys() throws {
    let folder = TemporaryFolder()
    let (manifest, _) = try TextExport(kind: .messages, rowCount: 4).write(to: folder.path("out"))
    let text = String(decoding: try folder.files(in: "out")[manifest.splits[0].shards[0].path] ?? [], as: UTF8.self)
    #expect(
      text.split(separator: "\n").first.map(String.init)
        == #"{"messages":[{"role":"user","content":"0 plain","tool_calls":null,"tool_call_id":null},"#
        + #"{"role":"assistant","content":"answer 0","tool_calls":null,"tool_call_id":null}]}"#)
    #expect(text.contains(#""tool_calls":[{"type":"function","function":{"name":"find","arguments":"{\"a\":1}"}}]"#))
    let (plain, _) = try TextExport(kind: .messages, hasKeys: false).write(to: folder.path("plain"))
    #expect(plain.rowSchema == .messages(MessageKeys()))
    #expect(manifest.rowSchema.identifier == "messages-v1")
  }

  @Test("every schema is told from every other by its name and columns")
  func schemas() {
    let names = RowSchema.all.map { schema in
      [schema.identifier] + schema.columns.flatMap { [$0.rawValue, schema.type(of: $0).name] }
    }
    #expect(Set(names).count == RowSchema.all.count)
  }

  @Test("an edited row of text is found, with all sums made right again", arguments: TextExport.Kind.allCases)
  func damages(kind: TextExport.Kind) throws {
    var changes: [(String, String, DiagnosticCode)] = [
      ("{\"", "{ \"", .verifyRow), ("}\n", ",\"more\":1}\n", .verifyRow), ("plain", "pl\\u0061in", .verifyRow),
    ]
    switch kind {
    case .text: changes.append(("<s>plain</s>", "", .verifyRow))
    case .messages:
      changes.append(("\"role\":\"user\"", "\"role\":\"human\"", .verifyRow))
      changes.append(("\"role\":\"assistant\"", "\"role\":\"user\"", .verifyRow))
    case .promptCompletion: changes.append(("\"role\":\"assistant\"", "\"role\":\"user\"", .verifyRow))
    case .preference: changes.append(("\"chosen\"", "\"Chosen\"", .verifyRow))
    }
    for (old, new, code) in changes {
      let folder = TemporaryFolder()
      try TextExport(kind: kind, hasKeys: false).write(to: folder.path("out"))
      var tree = try ExportTree(folder, "out")
      let path = tree.manifest.splits[0].shards[0].path
      tree.replace(old, with: new, in: path)
      let contents = tree.files[path] ?? []
      tree.setShard(0, contents)
      tree.manifest.splits[0].shards[0].contentByteCount = contents.count
      tree.manifest.splits[0].shards[0].contentSum = SHA256Sum(of: contents)
      tree.manifest.splits[0].contentByteCount = tree.manifest.splits[0].shards.reduce(0) { $0 + $1.contentByteCount }
      tree.manifest.splits[0].contentSum = SHA256Sum(
        of: tree.manifest.splits[0].shards.flatMap { tree.files[$0.path] ?? [] })
      tree.seal()
      try tree.write(to: folder, "damaged")
      let report = try ExportVerifier().verify(folder.path("damaged"))
      #expect(report.findings.map(\.code).contains(code), "\(old) to \(new): \(report.findings.map(\.message))")
    }
  }

  @Test("counts of tokens that only segments.jsonl states are held against the manifest")
  func counts() throws {
    let folder = TemporaryFolder()
    try TextExport(kind: .messages).write(to: folder.path("out"))
    var tree = try ExportTree(folder, "out")
    let lines = tree.lines(of: "segments.jsonl").map { $0.replacing("\"tokens\":10,", with: "\"tokens\":11,") }
    tree.setFile("segments.jsonl", lines.map { $0 + "\n" }.joined())
    tree.seal()
    try tree.write(to: folder, "damaged")
    #expect(try ExportVerifier().verify(folder.path("damaged")).findings.map(\.code) == [.verifyCounts, .verifyCounts])
  }

  @Test("a row that its schema does not know, or that breaks a rule, is refused")
  func refusals() throws {
    let folder = TemporaryFolder()
    let export = TextExport(kind: .messages)
    let writer = try ExportWriter(destination: folder.path("out"), options: export.options)
    var row = export.row(0)
    row.content = .text([65])
    #expect(throws: TrainPackError.self) { try writer.keep(row) }
    row.content = .messages([])
    #expect(throws: TrainPackError.self) { try writer.keep(row) }
    row = export.row(0)
    row.tokenCount = 65
    #expect(throws: TrainPackError.self) { try writer.keep(row) }
    row.tokenCount = 0
    #expect(throws: TrainPackError.self) { try writer.keep(row) }
    row = export.row(0)
    row.lossTokenCount = 0
    #expect(throws: TrainPackError.self) { try writer.keep(row) }
    writer.abandon()
  }
}

@Suite("Columns that look like dates")
struct DateLikeColumnsTests {
  /// Texts of which `pyarrow.json.read_json` (pyarrow 26.0.1) makes timestamps.
  static let dates = [
    "2024-01-02", "2024-01-02T03", "2024-01-02 03", "2024-01-02 03:04", "2024-01-02T03:04", "2024-01-02 03:04:05",
    "2024-01-02T03:04:05Z", "2024-01-02T03:04:05+01", "2024-01-02T03:04:05+0100", "2024-01-02T03:04:05+01:00",
    "2024-01-02T03:04Z", "2024-01-02T03Z", "2024-02-29", "0000-01-01", "9999-12-31", "1600-01-01",
    "2024-01-02T03:04:05-01:00", "2024-01-02T03+01:00", "2024-01-02T03:04+01:00", "1700-01-01",
    "2024-01-02T03:04:05+14:00",
  ]
  /// Texts that it leaves as they are.
  static let texts = [
    "2024-1-2", "2024-01-02 03:04:05.1", "2024-01-02 03:04:05.123456789", "2024-01-02Z", "2024-01-02T0304",
    "2024-01-02T030405", "20240102", "2024-13-02", "2024-02-30", "2023-02-29", "2024-01-02T24:00:00",
    "2024-01-02T23:59:60", "2024-01-02 23:60", "2024-01-02T03:04:05,5", "2024-01-02t03:04:05", "2024-01-02T03:04:05z",
    " 2024-01-02", "2024-01-02 ", "2024-01-02T", "-2024-01-02", "2024/01/02", "", "03:04:05", "2024-01-02 03:04:05.",
    "2024-01-02 03:04:05.12Z", "2024-01-02T030405Z", "2024-01-02T03:04:05+1:00", "2024-01-02 030405.5",
    "2024-01-02T0304Z", "2024-01-02T03:04.5", "1-01-02", "2024-00-10", "2024-01-00", "2024-01-32", "2024-04-31",
    "2024-01-02T03:04:05+25:00", "2024-01-02T03:04:05+01:60", "2024-01-02T03:04:05.123+01:00",
  ]

  @Test("a text looks like a date when Arrow takes it for one")
  func texts() {
    for text in Self.dates { #expect(DateLikeText.matches(Array(text.utf8)), "\(text)") }
    for text in Self.texts { #expect(!DateLikeText.matches(Array(text.utf8)), "\(text)") }
  }

  @Test("an export whose answers are all dates has a finding with its column, but for the layout webdataset")
  func findings() throws {
    let folder = TemporaryFolder()
    for layout in ShardLayout.allCases {
      let export = TextExport(
        kind: .promptCompletion, layout: layout, hasKeys: false, answer: { "2024-01-\(String($0 + 10))" })
      let findings = try export.write(to: folder.path(layout.rawValue)).findings
      #expect(findings.map(\.code) == [.exportDateLikeColumn])
      #expect(findings.map(\.severity) == [layout == .webdataset ? .warning : .error])
      #expect(findings[0].message.contains("completion[].content"))
    }
    let mixed = TextExport(kind: .promptCompletion, hasKeys: false, answer: { $0 == 4 ? "unknown" : "2024-01-02" })
    #expect(try mixed.write(to: folder.path("mixed")).findings == [])
    let messages = TextExport(kind: .messages, hasKeys: false, answer: { _ in "2024-01-02" })
    #expect(try messages.write(to: folder.path("messages")).findings == [])
  }

  @Test("a block is ten mebibytes and the line in which it ends, and a shard begins one")
  func blocks() {
    let source = SegmentSource(recordID: nil, file: "a", line: 1, recordSum: SHA256Sum(of: []))
    let date = DateLikeTexts(.text(Array("2024-01-02".utf8)))
    let text = DateLikeTexts(.text(Array("text".utf8)))
    func hits(_ rows: [(DateLikeTexts, Int)]) -> Int {
      var columns = DateLikeColumns()
      for (texts, byteCount) in rows { columns.take(texts, lineByteCount: byteCount, source: source) }
      columns.endBlock()
      return columns.hits["text"]?.blockCount ?? 0
    }
    let block = 10 << 20
    #expect(hits([(date, block), (text, 1)]) == 0, "the next line is read with a block that ends with a line")
    #expect(hits([(date, block + 1), (text, 1)]) == 1)
    #expect(hits([(date, block), (date, 1), (text, 1)]) == 1)
    #expect(hits([(text, block), (text, 1), (date, 1)]) == 1)
    #expect(hits([(date, 1), (text, 1)]) == 0)
  }
}
