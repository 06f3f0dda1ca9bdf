import Diagnostics
import StrictJSON

extension FitLedgerEntry {
  /// The entry as one line of JSON, without its line break: always the same keys in the same order.
  public var json: [UInt8] { JSONWriter.bytes(of: tree) }

  private var tree: JSON {
    var action: JSON = "dropped"
    var tokensAfter = JSON.null
    var lossTokensAfter = JSON.null
    var cut = JSON.null
    if case .trimmed(let tokens, let lossTokens, let removed) = self.action {
      action = "trimmed"
      tokensAfter = .integer(tokens)
      lossTokensAfter = .integer(lossTokens)
      cut = [
        "sentences": [.integer(removed.sentences.lowerBound), .integer(removed.sentences.upperBound)],
        "pieces": .array(
          removed.pieces.map { piece in
            [
              "field": .text(piece.field), "start": .integer(piece.range.lowerBound),
              "end": .integer(piece.range.upperBound), "text": .string(piece.utf8),
            ]
          }),
      ]
    }
    return [
      "record_id": .text(recordID), "source": .text(source), "line": line.map(JSON.integer) ?? .null,
      "action": action, "reason": .text(reason), "tokens_before": .integer(tokensBefore),
      "tokens_after": tokensAfter, "budget": .integer(budget), "loss_tokens_before": .integer(lossTokensBefore),
      "loss_tokens_after": lossTokensAfter, "cut": cut,
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
    let action: Action
    switch try fields.text("action") {
    case "dropped":
      for key in ["tokens_after", "loss_tokens_after", "cut"] { try fields.expectNull(key) }
      action = .dropped
    case "trimmed":
      action = .trimmed(
        tokensAfter: try fields.count("tokens_after"), lossTokensAfter: try fields.count("loss_tokens_after"),
        try Cut(fields.object("cut", keys: LedgerFields.cutKeys)))
    case let other: throw fields.error("the action \"\(other)\" is neither trimmed nor dropped")
    }
    self.init(
      recordID: try fields.text("record_id"), source: try fields.text("source"),
      line: try fields.optionalCount("line"), action: action, reason: try fields.text("reason"),
      tokensBefore: try fields.count("tokens_before"), budget: try fields.count("budget"),
      lossTokensBefore: try fields.count("loss_tokens_before"))
    // A record within the budget is dropped where no token of it is trained.
    if tokensBefore <= budget, action != .dropped || lossTokensBefore > 0 {
      throw fields.error("a record of \(tokensBefore) tokens is within the budget of \(budget)")
    }
    if case .trimmed(let tokensAfter, _, _) = action, tokensAfter > budget {
      throw fields.error("a trimmed record of \(tokensAfter) tokens is over the budget of \(budget)")
    }
    if json != line { throw fields.error("the line is not in the form that TrainPack writes") }
  }
}

extension FitLedgerEntry.Cut {
  init(_ fields: LedgerFields) throws(TrainPackError) {
    let sentences = try fields.counts("sentences")
    guard sentences.count == 2, sentences[0] >= 1, sentences[0] < sentences[1] else {
      throw fields.error("the sentences are not a range that leaves the first one standing")
    }
    var pieces: [Piece] = []
    for piece in try fields.objects("pieces", keys: LedgerFields.pieceKeys) { pieces.append(try Piece(piece)) }
    if pieces.isEmpty { throw fields.error("a cut without pieces removes nothing") }
    self.init(sentences: sentences[0]..<sentences[1], pieces: pieces)
  }
}

extension FitLedgerEntry.Cut.Piece {
  init(_ fields: LedgerFields) throws(TrainPackError) {
    let start = try fields.count("start")
    let end = try fields.count("end")
    let text = try fields.utf8("text")
    if start >= end || end - start != text.count {
      throw fields.error("\(text.count) bytes of text do not fill the range from \(start) to \(end)")
    }
    self.init(field: try fields.text("field"), range: start..<end, utf8: text)
  }
}
