import Diagnostics
import ExampleEncoding
import Prompting

/// What two templates make of one record.
struct TemplateComparison: Sendable {
  /// The tokens of a rendering, and how many are trained.
  struct Counts: Hashable, Sendable {
    var tokens: Int
    var lossTokens: Int
  }

  enum Verdict: Sendable {
    /// The same tokens.
    case same(text: SameText, loss: LossDifference?)
    case different(kinds: [TemplateDifference], PartingPlace)
    /// What each template says that refuses the record; at least one does.
    case refused(TemplatePair<TrainPackError?>)

    /// Where the tokens part; `nil` where they do not.
    var parting: PartingPlace? {
      if case .different(_, let place) = self { return place }
      return nil
    }
  }

  enum SameText: Hashable, Sendable { case yes, no }

  var location: InputLocation
  /// Whether it is a text without turns, which no template renders.
  var isPlainText: Bool
  /// Of each rendering; `nil` where it is refused.
  var counts: TemplatePair<Counts?>
  var verdict: Verdict
  var prompts: ServedPrompts
}

/// How two loss masks of the same tokens differ.
struct LossDifference: Hashable, Sendable {
  /// The first token that one mask has and the other has not.
  var place: PartingPlace
  /// The template that trains it.
  var side: TemplateSide
  /// The tokens that are trained with one template alone.
  var counts: TemplatePair<Int>

  /// `nil` where the masks are the same.
  init?(_ examples: TemplatePair<EncodedExample>, in messages: [Message]) {
    if examples.a.example.lossRanges == examples.b.example.lossRanges { return nil }
    let masks = examples.map(\.example.lossMask)
    guard let token = zip(masks.a, masks.b).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset else {
      return nil
    }
    place = PartingPlace(examples.map(PartingPlace.Side.init(_:)), at: token, in: messages)
    side = masks.a[token] ? .a : .b
    counts = TemplatePair(a: 0, b: 0)
    for (a, b) in zip(masks.a, masks.b) where a != b {
      if a { counts.a += 1 } else { counts.b += 1 }
    }
  }
}

/// Renders records with two templates and compares the tokens; one for each worker.
final class TemplateComparisonWorker {
  private let templates: ComparedTemplates
  private let encoders: TemplatePair<ExampleEncoder>
  /// Those of records with tools.
  private let toolEncoders: TemplatePair<ExampleEncoder>

  init(templates: ComparedTemplates) {
    self.templates = templates
    encoders = templates.pair.map { ExampleEncoder(scheme: $0.scheme) }
    toolEncoders = templates.pair.map { ExampleEncoder(scheme: $0.toolScheme) }
  }

  /// - Throws: What is no refusal of a template.
  func compare(_ conversation: Conversation) throws -> TemplateComparison {
    var location = conversation.location
    location.recordID = conversation.recordID
    let encoders = conversation.tools.isEmpty ? encoders : toolEncoders
    let results = try encoders.map { try Self.encode(conversation, with: $0) }
    let counts = results.map { result in
      (try? result.get()).map {
        TemplateComparison.Counts(tokens: $0.example.count, lossTokens: $0.example.lossTokenCount)
      }
    }
    guard case .success(let a) = results.a, case .success(let b) = results.b else {
      return TemplateComparison(
        location: location, isPlainText: false, counts: counts, verdict: .refused(results.map(\.failure)),
        prompts: ServedPrompts())
    }
    let examples = TemplatePair(a: a, b: b)
    let chosen = verdict(examples, of: conversation)
    let prompts = try ServedPrompts(
      of: conversation, trained: a, server: encoders.b, recordParting: chosen.parting?.token)
    return TemplateComparison(
      location: location, isPlainText: conversation.kind == .text, counts: counts,
      verdict: try rejectedVerdict(of: conversation, unless: chosen, with: encoders) ?? chosen, prompts: prompts)
  }

  /// What the templates make of the rejected answer of a preference pair, where they make the same of the chosen one, and
  /// not of this.
  private func rejectedVerdict(
    of conversation: Conversation, unless chosen: TemplateComparison.Verdict,
    with encoders: TemplatePair<ExampleEncoder>
  ) throws -> TemplateComparison.Verdict? {
    guard case .same = chosen, let rejected = conversation.rejected else { return nil }
    let results = try encoders.map { try Self.encode(rejected, with: $0) }
    guard case .success(let a) = results.a, case .success(let b) = results.b else {
      return .refused(results.map(\.failure))
    }
    let verdict = verdict(TemplatePair(a: a, b: b), of: rejected)
    if case .different = verdict { return verdict }
    return nil
  }

  private func verdict(
    _ examples: TemplatePair<EncodedExample>, of conversation: Conversation
  ) -> TemplateComparison.Verdict {
    if examples.a.example.ids == examples.b.example.ids {
      let isSame = examples.a.prompt.text.utf8 == examples.b.prompt.text.utf8
      return .same(text: isSame ? .yes : .no, loss: LossDifference(examples, in: conversation.messages))
    }
    let sides = examples.map(PartingPlace.Side.init(_:))
    return .different(
      kinds: DifferenceKinds.told(by: examples, of: conversation, templates: templates),
      PartingPlace(
        sides, at: sides.a.ids.commonPrefixCount(sides.b.ids), in: conversation.messages))
  }

  private static func encode(
    _ conversation: Conversation, with encoder: ExampleEncoder
  ) throws -> Result<EncodedExample, TrainPackError> {
    do {
      return .success(try encoder.encode(conversation))
    } catch let error as TrainPackError where error.isAboutTemplate {
      return .failure(error)
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { return error }
    return nil
  }
}
