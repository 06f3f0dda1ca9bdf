import ExampleEncoding
import Prompting

/// The first place where two lists of tokens part, with the text around it on each side.
public struct PartingPlace: Hashable, Sendable {
  /// The position of the first tokens that differ.
  public var token: Int
  /// The ids there; `nil` where a list ends.
  public var ids: TemplatePair<Int32?>
  public var place: DifferencePlace
  public var excerpts: TemplatePair<TextExcerpt>

  /// One side: its text and its tokens.
  struct Side {
    var text: ProvenancedText
    var ids: [Int32]
    var starts: [Int32]

    init(text: ProvenancedText, ids: [Int32], starts: [Int32]) {
      self.text = text
      self.ids = ids
      self.starts = starts
    }

    /// A record as a template renders it.
    init(_ encoded: EncodedExample) {
      self.init(text: encoded.prompt.text, ids: encoded.example.ids, starts: encoded.example.starts)
    }

    /// The byte at which a token begins; the end of the text behind the last.
    func offset(of token: Int) -> Int { token < starts.count ? Int(starts[token]) : text.count }
  }

  /// - Parameter token: The position of the first tokens that differ.
  /// - Complexity: O(*n*) in the texts.
  init(_ sides: TemplatePair<Side>, at token: Int, in messages: [Message]) {
    self.token = token
    ids = sides.map { token < $0.ids.count ? $0.ids[token] : nil }
    let offsets = sides.map { $0.offset(of: token) }
    excerpts = TemplatePair(
      a: TextExcerpt(of: sides.a.text.utf8, at: offsets.a), b: TextExcerpt(of: sides.b.text.utf8, at: offsets.b))
    // A token can begin before the first byte that differs: the place is that byte's.
    let rest = TemplatePair(a: sides.a.text.utf8[offsets.a...], b: sides.b.text.utf8[offsets.b...])
    let common = rest.a.commonPrefixCount(rest.b)
    let isSame = rest.a.count == common && rest.b.count == common
    let shift = isSame ? 0 : common
    place = DifferencePlace(
      sides.map(\.text), at: TemplatePair(a: offsets.a + shift, b: offsets.b + shift), in: messages)
  }
}
