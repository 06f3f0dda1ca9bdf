import Prompting

/// What was made of a conversation by rendering it; see `EncodedExample` and `MeasuredExample`.
public protocol RenderedExample {
  var prompt: RenderedPrompt { get }
}

extension EncodedExample: RenderedExample {}

/// The figures of a conversation that was rendered and counted: those of its `EncodedExample`. It never changes.
public final class MeasuredExample: RenderedExample, Sendable {
  public let prompt: RenderedPrompt
  public let turns: [AssistantTurn]
  /// The length, in tokens.
  public let tokenCount: Int
  /// The token positions that are trained, as ascending, disjoint, non-empty ranges.
  public let lossRanges: [Range<Int>]
  /// How many trained tokens begin in an assistant's own text.
  public let outputTokenCount: Int
  /// How many beginning-of-sequence tokens it begins with.
  public let beginningCount: Int

  init(
    prompt: RenderedPrompt, turns: [AssistantTurn], tokenCount: Int, lossRanges: [Range<Int>], outputTokenCount: Int,
    beginningCount: Int
  ) {
    self.prompt = prompt
    self.turns = turns
    self.tokenCount = tokenCount
    self.lossRanges = lossRanges
    self.outputTokenCount = outputTokenCount
    self.beginningCount = beginningCount
  }

  /// How many tokens are trained.
  public var lossTokenCount: Int { lossRanges.reduce(0) { $0 + $1.count } }

  /// The figures of an example with the bytes of its tokens.
  ///
  /// - Parameter beginningID: The beginning-of-sequence token; `nil` for a model without one.
  public init(_ encoded: EncodedExample, beginningID: Int32?) {
    prompt = encoded.prompt
    turns = encoded.turns
    tokenCount = encoded.example.count
    lossRanges = encoded.example.lossRanges
    outputTokenCount = Self.outputTokenCount(of: encoded)
    beginningCount = beginningID.map { id in encoded.example.ids.prefix { $0 == id }.count } ?? 0
  }

  private static func outputTokenCount(of encoded: EncodedExample) -> Int {
    let spans = encoded.prompt.text.spans
    let starts = encoded.example.starts
    var count = 0
    for range in encoded.example.lossRanges {
      var span = 0
      for position in range {
        let start = Int(starts[position])
        // Hardly ever does a token start before the one in front of it.
        if span > 0, start < spans[span - 1].end { span = 0 }
        while span < spans.count, spans[span].end <= start { span += 1 }
        if span == spans.count { break }
        if spans[span].origin.kind != .template { count += 1 }
      }
    }
    return count
  }
}
