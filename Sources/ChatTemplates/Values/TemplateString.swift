import Prompting

/// A string inside a template: UTF-8 bytes with the origin of each, shared and never changed.
///
/// Invariant: `spans` is empty when all bytes have `origin`; else it covers the bytes as in `ProvenancedText`.
public final class TemplateString: Sendable {
  public let utf8: [UInt8]
  /// The origin of all bytes when `spans` is empty.
  let origin: Origin
  let spans: [ProvenancedText.Span]
  /// Whether Jinja would hold it as `Markup`: a string that escapes what is added to it.
  let isMarkup: Bool

  public init(_ text: ProvenancedText) {
    utf8 = text.utf8
    origin = text.spans.first?.origin ?? .template
    spans = text.spans.count > 1 ? text.spans : []
    isMarkup = false
  }

  public init(_ utf8: [UInt8], origin: Origin = .template) {
    self.utf8 = utf8
    self.origin = origin
    spans = []
    isMarkup = false
  }

  public convenience init(_ text: String, origin: Origin = .template) {
    self.init(Array(text.utf8), origin: origin)
  }

  init(utf8: [UInt8], origin: Origin, spans: [ProvenancedText.Span], isMarkup: Bool) {
    self.utf8 = utf8
    self.origin = origin
    self.spans = spans
    self.isMarkup = isMarkup
  }

  static let empty = TemplateString([], origin: .template)

  /// The bytes that a copy takes, with those of its spans.
  var size: Int { utf8.count.saturatingAdd(spans.count * MemoryLayout<ProvenancedText.Span>.stride) }

  /// How many steps looking at all of it may take.
  var weight: Int { 1 + utf8.count >> 6 }

  var isEmpty: Bool { utf8.isEmpty }

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
    return TemplateString(utf8: utf8, origin: origin, spans: spans, isMarkup: markup)
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
    left === right || left.utf8 == right.utf8
  }
}
