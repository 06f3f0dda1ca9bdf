import Diagnostics
import Prompting
import StrictJSON

extension FitLedgerEntry {
  /// The entry as one line of JSON, without its line break: always the same keys in the same order.
  public var json: [UInt8] { JSONWriter.bytes(of: tree) }

  private var tree: JSON {
    [
      "record_id": .text(recordID), "source": .text(source), "line": line.map(JSON.integer) ?? .null,
      "record_sha256": .text(recordSum),
      "policy": .text(policy.rawValue), "action": .text(action.rawValue), "reason": .text(reason),
      "tokens_before": .integer(tokensBefore), "loss_tokens_before": .integer(lossTokensBefore),
      "budget": .integer(budget), "examples": .array(examples.map(\.tree)),
    ]
  }

  /// Reads one line of a ledger, strictly: what `json` writes, byte for byte, and nothing else.
  ///
  /// - Parameters:
  ///   - line: The line without its line break.
  ///   - location: Where the line stands in the ledger.
  /// - Throws: `TrainPackError` with code `fit.ledger-line`, and what `JSONReader` throws.
  public init(parsing line: [UInt8], at location: InputLocation) throws {
    let fields = LedgerFields(
      try JSONReader().readTree(line, at: location), keys: LedgerFields.entryKeys, name: "the entry", at: location)
    let policy = try fields.text("policy")
    guard let policy = FitPolicy.Kind(rawValue: policy) else { throw fields.error("there is no policy \"\(policy)\"") }
    let name = try fields.text("action")
    guard let action = Action(rawValue: name) else {
      throw fields.error("the action \"\(name)\" is none of trimmed, split and dropped")
    }
    var examples: [Example] = []
    for example in try fields.objects("examples", keys: LedgerFields.exampleKeys) {
      examples.append(try Example(example))
    }
    self.init(
      recordID: try fields.text("record_id"), source: try fields.text("source"),
      line: try fields.optionalCount("line"), recordSum: try fields.sum("record_sha256"), policy: policy,
      action: action, reason: try fields.text("reason"),
      tokensBefore: try fields.count("tokens_before"), lossTokensBefore: try fields.count("loss_tokens_before"),
      budget: try fields.count("budget"), examples: examples)
    try check(fields)
    if json != line { throw fields.error("the line is not in the form that TrainPack writes") }
  }

  private func check(_ fields: LedgerFields) throws(TrainPackError) {
    let counts: ClosedRange<Int> =
      switch action {
      case .dropped: 0...0
      case .trimmed: 1...1
      case .split: 2...Int.max
      }
    if !counts.contains(examples.count) {
      throw fields.error("\(examples.count) examples cannot come of a record with the action \(action.rawValue)")
    }
    // A record within the budget is dropped where no token of it is trained.
    if tokensBefore <= budget, action != .dropped || lossTokensBefore > 0 {
      throw fields.error("a record of \(tokensBefore) tokens is within the budget of \(budget)")
    }
    if examples.contains(where: { $0.removed.contains { ($0.utf8 == nil) != (action == .split) } }) {
      throw fields.error("what was removed has its text where a record was trimmed, and only there")
    }
    for example in examples where example.tokenCount > budget {
      throw fields.error("an example of \(example.tokenCount) tokens is over the budget of \(budget)")
    }
  }
}

extension FitLedgerEntry.Example {
  fileprivate var tree: JSON {
    [
      "tokens": .integer(tokenCount), "loss_tokens": .integer(lossTokenCount),
      "sentences": sentences.map { ["removed": .integer($0.removed), "of": .integer($0.total)] } ?? .null,
      "removed": .array(
        removed.map { piece in
          [
            "field": .text(piece.field), "start": .integer(piece.range.lowerBound),
            "end": .integer(piece.range.upperBound), "text": piece.utf8.map(JSON.string) ?? .null,
            "replacement": .string(piece.replacement),
          ]
        }),
      "turns": .array(
        turns.map { turn in
          [
            "element": .text(turn.element), "role": .text(turn.role.rawValue), "text": .string(turn.utf8),
            "tool_calls": .array(turn.toolCalls.map(JSON.string)),
          ]
        }),
    ]
  }

  fileprivate init(_ fields: LedgerFields) throws(TrainPackError) {
    var removed: [Piece] = []
    for piece in try fields.objects("removed", keys: LedgerFields.pieceKeys) { removed.append(try Piece(piece)) }
    var turns: [Turn] = []
    for turn in try fields.objects("turns", keys: LedgerFields.turnKeys) { turns.append(try Turn(turn)) }
    if removed.isEmpty && turns.isEmpty { throw fields.error("nothing was removed from an example") }
    var sentences: FitCut.SentenceCounts?
    if let counts = try fields.optionalObject("sentences", keys: LedgerFields.sentenceKeys) {
      sentences = FitCut.SentenceCounts(removed: try counts.count("removed"), total: try counts.count("of"))
    }
    if (sentences == nil) != removed.isEmpty || sentences.map({ $0.removed < 1 || $0.removed >= $0.total }) == true {
      throw fields.error("the sentences are not some of those that there were")
    }
    self.init(
      tokenCount: try fields.count("tokens"), lossTokenCount: try fields.count("loss_tokens"), sentences: sentences,
      removed: removed, turns: turns)
  }
}

extension FitLedgerEntry.Example.Piece {
  fileprivate init(_ fields: LedgerFields) throws(TrainPackError) {
    let start = try fields.count("start")
    let end = try fields.count("end")
    let text = try fields.optionalUTF8("text")
    if start >= end { throw fields.error("the range from \(start) to \(end) is empty") }
    if let text, end - start != text.count {
      throw fields.error("\(text.count) bytes of text do not fill the range from \(start) to \(end)")
    }
    self.init(
      field: try fields.text("field"), range: start..<end, utf8: text, replacement: try fields.utf8("replacement"))
  }
}

extension FitLedgerEntry.Example.Turn {
  fileprivate init(_ fields: LedgerFields) throws(TrainPackError) {
    let name = try fields.text("role")
    guard let role = Role(rawValue: name) else { throw fields.error("there is no role \"\(name)\"") }
    self.init(
      element: try fields.text("element"), role: role, utf8: try fields.utf8("text"),
      toolCalls: try fields.utf8s("tool_calls"))
  }
}
