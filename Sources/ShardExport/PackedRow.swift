/// A packed row as it was read back, or a row of one tokenized example.
struct PackedRow: Hashable {
  var inputIDs: [Int32] = []
  var labels: [Int32] = []
  var sequenceLengths: [Int32] = []
  var positionIDs: [Int32] = []
  var attentionMask: [Int32] = []

  /// The first rule of the schema that the row breaks, in words; `nil` when it keeps them all.
  ///
  /// - Complexity: O(*n*) for *n* tokens.
  func violation(of schema: RowSchema, contextLength: Int, vocabularySize: Int) -> String? {
    if inputIDs.isEmpty { return "it has no token" }
    if inputIDs.count > contextLength {
      return "it has \(inputIDs.count) tokens, more than the context length of \(contextLength)"
    }
    if let id = inputIDs.first(where: { $0 < 0 || $0 >= vocabularySize }) {
      return "the token id \(id) is not one of the vocabulary's \(vocabularySize)"
    }
    if let length = sequenceLengths.first(where: { $0 <= 0 }) { return "a segment has \(length) tokens" }
    let sum = sequenceLengths.reduce(0) { $0 + Int($1) }
    if sum != inputIDs.count { return "seq_lengths add up to \(sum), but it has \(inputIDs.count) tokens" }
    if labels.count != inputIDs.count { return "it has \(inputIDs.count) tokens and \(labels.count) labels" }
    for (label, id) in zip(labels, inputIDs) where label != RowSchema.ignoreIndex && label != id {
      return "the label \(label) is neither \(RowSchema.ignoreIndex) nor its token \(id)"
    }
    if labels.allSatisfy({ $0 == RowSchema.ignoreIndex }) { return "it has no trained token" }
    if schema == .tokens, attentionMask.count != inputIDs.count || attentionMask.contains(where: { $0 != 1 }) {
      return "its attention_mask is not a 1 for each token"
    }
    if schema == .packed(.written), !positionsRestart { return "position_ids do not restart at 0 with each segment" }
    return nil
  }

  /// How many tokens of each segment are trained; asks for a row that breaks no rule.
  var lossTokenCounts: [Int] {
    var position = 0
    return sequenceLengths.map { length in
      let end = min(position + Int(length), labels.count)
      defer { position = end }
      return labels[min(position, end)..<end].reduce(0) { $1 == RowSchema.ignoreIndex ? $0 : $0 + 1 }
    }
  }

  /// The example in a range of the tokens; asks for a row that breaks no rule.
  func segment(_ range: Range<Int>, source: SegmentSource) -> PackedSegment {
    var lossRanges: [Range<Int>] = []
    var start: Int?
    for (position, label) in labels[range].enumerated() {
      let isTrained = label != RowSchema.ignoreIndex
      if isTrained, start == nil { start = position }
      if !isTrained, let first = start {
        lossRanges.append(first..<position)
        start = nil
      }
    }
    if let start { lossRanges.append(start..<range.count) }
    return PackedSegment(tokens: Array(inputIDs[range]), lossRanges: lossRanges, source: source)
  }

  private var positionsRestart: Bool {
    guard positionIDs.count == inputIDs.count else { return false }
    var index = 0
    for length in sequenceLengths {
      for position in 0..<length {
        guard positionIDs[index] == position else { return false }
        index += 1
      }
    }
    return true
  }
}
