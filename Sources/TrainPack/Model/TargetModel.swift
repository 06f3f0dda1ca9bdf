import ChatTemplates
import ContextFitting
import DatasetChecks
import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting
import ShardExport
import Tokenization

/// A model that examples are made for: its profile with its vocabulary and template loaded.
public struct TargetModel: Sendable {
  public let profile: ModelProfile
  /// What the user called it: an id, an alias, or the path of a profile.
  public let name: String
  public let scheme: EncodingScheme
  /// What a manifest says of the tokenizer.
  public let identity: TokenizerIdentity

  /// - Parameter engine: Which program encodes text; any gives the same tokens.
  /// - Throws: `profile.unknown`, and what loading the vocabulary and template throws.
  public init(named name: String, in registries: Registries, engine: TokenizationEngine = .native) throws {
    try self.init(profile: registries.profiles.profile(named: name), named: name, in: registries, engine: engine)
  }

  public init(profile: ModelProfile, in registries: Registries) throws {
    try self.init(profile: profile, named: profile.id, in: registries, engine: .native)
  }

  private init(
    profile: ModelProfile, named name: String, in registries: Registries, engine: TokenizationEngine
  ) throws {
    self.name = name
    let loaded = try LoadedModel(profile: profile, vocabularies: registries.vocabularies, engine: engine)
    self.profile = profile
    scheme = EncodingScheme(
      template: loaded.template, tokenizer: loaded.tokenizer, addedTokens: loaded.addedTokens,
      specialTokens: loaded.specialTokens, endOfTurnIDs: profile.tokenizer.endOfTurn.map(\.id),
      beginningID: profile.tokenizer.bos?.id, endID: profile.tokenizer.eos?.id,
      clock: .unavailable)
    guard let sum = SHA256Sum(hexadecimal: profile.tokenizer.sha256) else {
      throw TrainPackError(
        .profileInvalid, "the vocabulary's sha256 is not one", at: InputLocation(source: profile.path),
        fix: "write 64 hexadecimal digits")
    }
    identity = TokenizerIdentity(
      name: profile.tokenizer.vocabulary, sum: sum, beginningID: profile.tokenizer.bos.map { Int($0.id) },
      endID: profile.tokenizer.eos.map { Int($0.id) }, paddingID: profile.tokenizer.pad.map { Int($0.id) },
      chatTemplateSum: SHA256Sum(hexadecimal: profile.template.sha256))
  }

  /// What becomes of system prompts for this model, where the user asked for `policy`: nothing, where its template takes
  /// them.
  func policy(_ policy: SystemPromptPolicy) -> SystemPromptPolicy {
    policy == .stop || !scheme.rejectsSystemPrompts ? .stop : policy
  }

  /// The ids that a row may hold are below this.
  var vocabularySize: Int { profile.tokenizer.embeddingSize }

  /// The tokens that an example may have.
  ///
  /// - Parameter contextLength: `nil` for what the profile recommends.
  /// - Throws: `fit.budget`.
  public func budget(contextLength: Int?, reserve: Int) throws -> ContextBudget {
    try ContextBudget(contextLength: contextLength ?? profile.context.recommendedTrain, reserve: reserve)
  }

  /// The longest context that the model was trained at, in tokens; `nil` when nobody says.
  public var trainedContext: Int? { profile.context.trained }

  /// What is to be said of a context length for this model, if anything.
  public func contextFinding(_ budget: ContextBudget) -> Finding? {
    guard let trained = trainedContext, budget.contextLength > trained else { return nil }
    return .beyondTrainedContext(budget.contextLength, profile: profile.id, trained: trained)
  }

  /// Runs the profile's samples and compares them with its oracle's answers.
  public func selfTest() throws -> [SelfTestResult] { try ProfileSelfTest(model: self).run() }
}

/// What checks ask of a model.
extension TargetModel {
  var beginningID: Int32? { profile.tokenizer.bos?.id }

  /// The token that every text of this model begins with; `nil` where the template writes none.
  var beginningTokenText: String? { profile.template.emitsBOS ? profile.tokenizer.bos?.string : nil }

  /// The padding token's text when it also ends turns: a trainer that masks padding then masks the end of each turn.
  var paddingThatEndsTurns: String? {
    guard let pad = profile.tokenizer.pad, profile.tokenizer.endOfTurn.contains(where: { $0.id == pad.id }) else {
      return nil
    }
    return pad.string
  }

  var insertsSystemPrompt: Bool { profile.template.defaultSystem != nil }

  /// What each source says of the context length, where they disagree.
  var contextClaims: [CheckSettings.ContextClaim] {
    profile.conflicts.filter { $0.field == "/context/config" }.flatMap(\.claims).compactMap { claim in
      Int(claim.value).map { CheckSettings.ContextClaim(source: claim.source, tokens: $0) }
    }
  }
}
