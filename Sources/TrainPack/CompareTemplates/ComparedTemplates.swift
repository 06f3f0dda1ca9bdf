import ChatTemplates
import Diagnostics
import ModelProfiles

/// Two chat templates whose tokens can be compared, as they are ids of one vocabulary.
public struct ComparedTemplates: Sendable {
  public let pair: TemplatePair<ComparedTemplate>
  /// The id of the token that begins a text, and its text; `nil` where the models have none.
  let beginning: (id: Int32, text: [UInt8])?

  /// - Parameters:
  ///   - names: For each a profile's id, alias or path, or the path of a template's file or of a model's folder.
  ///   - settings: What each is given beside the variables of a conversation.
  ///   - server: The profile whose vocabulary and special tokens serve the files; `nil` for the one that is named beside
  ///     a file.
  ///   - clock: What `strftime_now` reads.
  /// - Throws: `compare-templates.no-profile` for files without a profile, `compare-templates.vocabularies`,
  ///   `compare-templates.unread-variable`; what finding and reading profiles, vocabularies and templates throws.
  public init(
    _ names: TemplatePair<String>, settings: TemplatePair<[TemplateSetting]> = TemplatePair(a: [], b: []),
    server: String? = nil, in registries: Registries,
    clock: TemplateClock = .unavailable, limits: Limits = Limits()
  ) throws {
    let own = try names.map { name in
      ComparedTemplate.isFile(name) ? nil : try TargetModel(named: name, in: registries)
    }
    let named = try server.map { try TargetModel(named: $0, in: registries) }
    let template = { (side: TemplateSide) throws -> (ComparedTemplate, TargetModel) in
      let name = names[side]
      if let model = own[side] {
        return (try ComparedTemplate(named: name, of: model, settings: settings[side], clock: clock), model)
      }
      guard let model = named ?? own[side.other] else {
        throw TrainPackError(
          .compareTemplatesNoProfile, "\(name) is a template without a vocabulary",
          fix: "name the profile of the model with --profile PROFILE (`trainpack profiles list` shows them all)")
      }
      let file = try ComparedTemplate(
        file: name, servedBy: model, settings: settings[side], clock: clock, limits: limits)
      return (file, model)
    }
    let (a, aModel) = try template(.a)
    let (b, bModel) = try template(.b)
    try Self.checkVocabularies(of: aModel.profile, bModel.profile)
    pair = TemplatePair(a: a, b: b)
    beginning = (aModel.profile.tokenizer.bos ?? bModel.profile.tokenizer.bos).map { ($0.id, $0.text) }
  }

  /// - Throws: `compare-templates.vocabularies` unless one id is one token with both.
  private static func checkVocabularies(of a: ModelProfile, _ b: ModelProfile) throws {
    let (left, right) = (a.tokenizer, b.tokenizer)
    var details: [String] = []
    if left.sha256 != right.sha256 {
      details = ["\(a.id) reads \(left.vocabulary)", "\(b.id) reads \(right.vocabulary)"]
    } else if let (one, other) = contradiction(left, right) {
      details = [
        "\(a.id) has \"\(one.string)\" with the id \(one.id)",
        "\(b.id) has \"\(other.string)\" with the id \(other.id)",
      ]
    } else {
      return
    }
    throw TrainPackError(
      .compareTemplatesVocabularies, "ids of different vocabularies cannot be compared: \(a.id) and \(b.id)",
      details: details,
      fix: "render one model's template with the other's vocabulary: name its file, a path that ends in .jinja, in "
        + "place of the profile; `trainpack compare` counts the tokens of models with different vocabularies")
  }

  /// Two added tokens of which one id or one text is the same, and the other is not.
  private static func contradiction(
    _ left: TokenizerDescription, _ right: TokenizerDescription
  ) -> (SpecialToken, SpecialToken)? {
    let byID = Dictionary(right.addedTokens.map { ($0.id, $0.text) }) { first, _ in first }
    let byText = Dictionary(right.addedTokens.map { ($0.text, $0.id) }) { first, _ in first }
    for token in left.addedTokens {
      if let text = byID[token.id], text != token.text {
        return (SpecialToken(text: token.text, id: token.id), SpecialToken(text: text, id: token.id))
      }
      if let id = byText[token.text], id != token.id {
        return (SpecialToken(text: token.text, id: token.id), SpecialToken(text: token.text, id: id))
      }
    }
    return nil
  }
}
