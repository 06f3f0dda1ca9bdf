import Diagnostics
import Prompting

/// What is known of a template's answer to all conversations of a shape.
public enum RenderPlanning: Sendable {
  case plan(RenderPlan)
  /// It fails, whatever the texts are.
  case fails
  /// The texts decide, or might.
  case dependsOnTexts
}

extension ChatTemplate {
  /// How often a plan may write one text: a template that does so more often may meet a bound on its output.
  private static let maximumCopies = 8

  /// What the template does with conversations of a shape, learnt by running it with texts that stand for others.
  ///
  /// Jinja decides nothing by chance, so a run that looks into no text goes the same way for every text: it copies the texts
  /// as wholes, and writes the same between them. White space taken away at their ends, and whether there is text at all,
  /// are no looks, as the shape has the answers.
  ///
  /// - Parameters: As those of `render(_:specialTokens:options:)`.
  public func planning(
    for shape: ConversationShape, specialTokens: SpecialTokenTexts, options: RenderOptions
  ) -> RenderPlanning {
    if usesGenerationTag { return .dependsOnTexts }
    let witness = TextWitness()
    let messages = shape.contents.enumerated().map { index, message in
      let content = TemplateString(
        utf8: message.content.probe, origin: ContentForm.whole.origin(message: index), spans: [], isMarkup: false,
        witness: message.content == .empty ? nil : witness)
      return MessageVariable.value(ofRole: message.role, content: .string(content))
    }
    let variables = variables(messages: messages, tools: .none, specialTokens: specialTokens, options: options)
    let prompt: RenderedPrompt
    do {
      prompt = try render(variables, clock: options.clock, expectedByteCount: 0)
    } catch {
      // Bounds grow with the texts.
      let isBound = (error as? TrainPackError)?.code == .templateLimit
      return witness.wasRead || isBound ? .dependsOnTexts : .fails
    }
    if witness.wasRead { return .dependsOnTexts }
    let plan = RenderPlan(of: prompt.text)
    var copies: [Int: Int] = [:]
    for case .content(let message, _) in plan.pieces { copies[message, default: 0] += 1 }
    return copies.values.contains { $0 > Self.maximumCopies } ? .dependsOnTexts : .plan(plan)
  }
}
