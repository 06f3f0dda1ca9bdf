import ChatTemplates
import Diagnostics
import ExampleEncoding
import ModelProfiles

/// What a profile's chat template does, and what the loss mask makes of it.
public struct TemplateAccount: Sendable {
  public var toolCalls: ToolCallSupport
  /// What is told from small conversations; the template's error where it renders none.
  public var traits: Result<TemplateTraits, TrainPackError>
  /// What the tokens of small conversations tell; the error where there is no vocabulary or no rendering.
  public var loss: Result<LossTraits, TrainPackError>

  /// - Throws: What reading the template throws; not what finding and reading the vocabulary does.
  public init(of profile: ModelProfile, in registries: Registries) throws {
    do {
      self.init(of: try TargetModel(profile: profile, in: registries))
    } catch let error as TrainPackError {
      let source = try TemplateSource(of: profile)
      let template = try ChatTemplate(source: source.bytes, name: source.path)
      self.init(template, specialTokens: SpecialTokenTexts(of: profile.tokenizer), profile, loss: .failure(error))
    }
  }

  public init(of model: TargetModel) {
    let loss = Result(catching: { () throws(TrainPackError) in try Self.loss(of: model) })
    self.init(
      model.scheme.template, specialTokens: model.scheme.specialTokens, model.profile, loss: loss,
      toolCalls: model.scheme.toolCalls, clock: model.scheme.clock)
  }

  private init(
    _ template: ChatTemplate, specialTokens: SpecialTokenTexts, _ profile: ModelProfile,
    loss: Result<LossTraits, TrainPackError>, toolCalls: ToolCallSupport? = nil, clock: TemplateClock = .unavailable
  ) {
    let toolCalls = toolCalls ?? ToolCallSupport(of: template, specialTokens: specialTokens, clock: clock)
    self.toolCalls = toolCalls
    self.loss = loss
    traits = Result { () throws(TrainPackError) in
      try Self.unchecked(profile) {
        try TemplateTraits(
          of: template, specialTokens: specialTokens, endOfTurn: profile.tokenizer.endOfTurn.map(\.text), clock: clock,
          toolCalls: toolCalls)
      }
    }
  }

  private static func loss(of model: TargetModel) throws(TrainPackError) -> LossTraits {
    try unchecked(model.profile) { try LossTraits(of: model.scheme) }
  }

  /// What a room throws is always a `TrainPackError`.
  private static func unchecked<Value>(
    _ profile: ModelProfile, _ body: () throws -> Value
  ) throws(TrainPackError) -> Value {
    do {
      return try body()
    } catch let error as TrainPackError {
      throw error
    } catch {
      throw TrainPackError(
        .templateUnsupported, "the chat template cannot be rendered: \(error)",
        at: InputLocation(source: profile.templatePath), fix: "choose another template")
    }
  }
}
