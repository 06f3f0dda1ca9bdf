import ChatTemplates
import ExampleEncoding
import ModelProfiles

extension ToolCallSupport {
  /// What a profile's template makes of calls; its vocabulary is not needed.
  ///
  /// - Throws: What reading the template throws.
  public init(of profile: ModelProfile) throws {
    let source = try TemplateSource(of: profile)
    self.init(
      of: try ChatTemplate(source: source.bytes, name: source.path),
      specialTokens: SpecialTokenTexts(of: profile.tokenizer))
  }
}
