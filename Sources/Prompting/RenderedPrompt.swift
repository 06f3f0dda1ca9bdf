/// A conversation after its chat template: the text, with the origin of each byte.
public struct RenderedPrompt: Hashable, Sendable {
  public var text: ProvenancedText
  /// The bytes inside `{% generation %}` blocks, in order; `nil` when the template has no such block.
  public var generationRanges: [Range<Int>]?

  public init(text: ProvenancedText, generationRanges: [Range<Int>]? = nil) {
    self.text = text
    self.generationRanges = generationRanges
  }
}
