import Diagnostics
import Prompting

/// What the loss mask makes of a chat template, told from the tokens of small conversations.
public struct LossTraits: Hashable, Sendable {
  /// The token that ends the last answer; `nil` where none of the model's does.
  public var last: End?
  /// The token that ends an answer that others follow.
  public var earlier: End?
  /// How the bytes that `{% generation %}` marks differ from those that the rule trains, each kind once; `nil` where the
  /// template marks none.
  public var tagDifferences: [TagDifference]?

  public struct End: Hashable, Sendable {
    public var tokenID: Int32
    public var isTrained: Bool
  }

  /// A difference between a template's tags and the rule.
  public enum TagDifference: String, Hashable, Sendable, CaseIterable {
    /// The tag begins elsewhere than behind the generation cue.
    case cue
    /// The tag goes on over white space behind the token that ends the turn.
    case lineBreak
    /// The tag goes on over other text behind that token.
    case beyondEnd
    /// The tag ends before that token: the model does not learn to stop.
    case end
    /// An answer that others follow has no tag.
    case history
    /// The last answer has no tag.
    case answer
    /// A tag stands around something that is no answer.
    case elsewhere
  }

  /// - Throws: What the template ends in for two questions and their answers.
  public init(of scheme: EncodingScheme) throws {
    let encoder = ExampleEncoder(scheme: scheme)
    let encoded = try encoder.encode(Self.conversation(TraitProbe.twoExchanges))
    earlier = Self.end(of: 1, in: encoded, scheme)
    last = Self.end(of: 3, in: encoded, scheme)
    guard scheme.template.usesGenerationTag else { return }
    let others = [
      [.system()] + TraitProbe.twoExchanges, HistoryForm.reasoning.messages(), HistoryForm.thinkTags.messages(),
    ].compactMap { try? encoder.encode(Self.conversation($0)) }
    let found = ([encoded] + others).reduce(into: Set<TagDifference>()) { $0.formUnion(Self.differences($1)) }
    tagDifferences = TagDifference.allCases.filter(found.contains)
  }

  private static func conversation(_ messages: [Message]) -> Conversation {
    Conversation(messages: messages, recordID: "probe", location: InputLocation(source: "probe"))
  }

  /// The first end-of-turn token behind a message that the template wrote before the next one.
  private static func end(of index: Int, in encoded: EncodedExample, _ scheme: EncodingScheme) -> End? {
    let text = encoded.prompt.text
    let example = encoded.example
    let extents = text.messageExtents(count: TraitProbe.twoExchanges.count)
    guard let extent = extents[index] else { return nil }
    let limit = extents[(index + 1)...].compactMap { $0?.first }.min() ?? text.count
    let mask = example.lossMask
    let position = example.ids.indices.first { position in
      let start = Int(example.starts[position])
      return start >= extent.end && start < limit && scheme.endOfTurnIDs.contains(example.ids[position])
        && text.origin(at: start).kind == .template
    }
    return position.map { End(tokenID: example.ids[$0], isTrained: mask[$0]) }
  }

  private static func differences(_ encoded: EncodedExample) -> Set<TagDifference> {
    let text = encoded.prompt.text
    var tags = (encoded.prompt.generationRanges ?? []).filter { !$0.isEmpty }
    var differences: Set<TagDifference> = []
    for turn in encoded.turns {
      let own = tags.filter { $0.overlaps(turn.trained) }
      tags.removeAll { $0.overlaps(turn.trained) }
      guard let first = own.first, let final = own.last else {
        differences.insert(turn == encoded.turns.last ? .answer : .history)
        continue
      }
      if first.lowerBound != turn.trained.lowerBound { differences.insert(.cue) }
      if final.upperBound < turn.trained.upperBound { differences.insert(.end) }
      if final.upperBound > turn.trained.upperBound {
        let rest = text.utf8[turn.trained.upperBound..<final.upperBound]
        differences.insert(rest.isWhiteSpace ? .lineBreak : .beyondEnd)
      }
    }
    if !tags.isEmpty { differences.insert(.elsewhere) }
    return differences
  }
}
