import Prompting

/// A string inside a template: UTF-8 bytes with the origin of each, shared and never changed.
///
/// Invariant: `spans` is empty when all bytes have `origin`; else it covers the bytes as in `ProvenancedText`.
///
/// A string with a witness stands for any text of its kind (`ContentForm`), and every look at its bytes or at where they came
/// from is told to the witness: what a template does until then it does for all such texts.
public final class TemplateString: Sendable {
  /// Its bytes and their origins, for whole copies into other text, which depend on nothing in them.
  let copy: Copy
  /// Whether Jinja would hold it as `Markup`: a string that escapes what is added to it.
  let isMarkup: Bool
  /// What is told of looks at the text, where one has to know.
  let witness: TextWitness?

  struct Copy: Sendable {
    let utf8: [UInt8]
    let origin: Origin
    let spans: [ProvenancedText.Span]
  }

  public var utf8: [UInt8] {
    @inline(__always) get {
      witness?.note()
      return copy.utf8
    }
  }

  /// The origin of all bytes when `spans` is empty.
  var origin: Origin {
    witness?.note()
    return copy.origin
  }

  var spans: [ProvenancedText.Span] {
    witness?.note()
    return copy.spans
  }

  public init(_ text: ProvenancedText) {
    copy = Copy(
      utf8: text.utf8, origin: text.spans.first?.origin ?? .template, spans: text.spans.count > 1 ? text.spans : [])
    isMarkup = false
    witness = nil
  }

  public convenience init(_ utf8: [UInt8], origin: Origin = .template) {
    self.init(utf8: utf8, origin: origin, spans: [], isMarkup: false)
  }

  public convenience init(_ text: String, origin: Origin = .template) {
    self.init(Array(text.utf8), origin: origin)
  }

  init(
    utf8: [UInt8], origin: Origin, spans: [ProvenancedText.Span], isMarkup: Bool, witness: TextWitness? = nil
  ) {
    copy = Copy(utf8: utf8, origin: origin, spans: spans)
    self.isMarkup = isMarkup
    self.witness = witness
  }

  static let empty = TemplateString([], origin: .template)

  /// The bytes that a copy takes, with those of its spans.
  var size: Int { byteCount.saturatingAdd(copy.spans.count * MemoryLayout<ProvenancedText.Span>.stride) }

  /// How many bytes it has, for bounds alone.
  var byteCount: Int { copy.utf8.count }

  /// How many steps looking at all of it may take.
  var weight: Int { 1 + byteCount >> 6 }

  /// All texts of a kind are empty, or none.
  var isEmpty: Bool { copy.utf8.isEmpty }

  /// The text for messages to people.
  var description: String { String(decoding: utf8, as: UTF8.self) }

  /// One origin that stands for all bytes; see `Origin.merged(with:)`. Template text when empty.
  var mergedOrigin: Origin {
    if utf8.isEmpty { return .template }
    var result = origin
    for span in spans { result = result.merged(with: span.origin) }
    return result
  }

  /// The same text, as `Markup` or not.
  func asMarkup(_ markup: Bool) -> TemplateString {
    if isMarkup == markup { return self }
    return TemplateString(
      utf8: copy.utf8, origin: copy.origin, spans: copy.spans, isMarkup: markup, witness: witness)
  }

  /// The bytes in `range`, with their origins.
  func slice(_ range: Range<Int>) -> TemplateString {
    if range.count == utf8.count { return self }
    if spans.isEmpty {
      return TemplateString(utf8: Array(utf8[range]), origin: origin, spans: [], isMarkup: isMarkup)
    }
    var builder = TextBuilder()
    builder.append(self, in: range)
    return builder.string(isMarkup: isMarkup)
  }

  /// The index of the span that holds the byte at `offset`; only where there are spans.
  func spanIndex(at offset: Int) -> Int { spans.index(at: offset) }

  /// The origin of the byte at `offset`.
  func origin(at offset: Int) -> Origin {
    spans.isEmpty ? origin : spans[min(spanIndex(at: offset), spans.count - 1)].origin
  }

  static func == (left: TemplateString, right: TemplateString) -> Bool {
    if left === right { return true }
    // Whether a text is empty is no look at it.
    return left.isEmpty || right.isEmpty ? left.isEmpty && right.isEmpty : left.utf8 == right.utf8
  }
}
