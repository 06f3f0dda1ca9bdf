import Prompting

/// Text under construction, with the origin of each byte.
///
/// Spans are kept only once a second origin appears, so that the many strings of one origin need no storage for them.
struct TextBuilder {
  private(set) var utf8: [UInt8] = []
  private var origin = Origin.template
  private var spans: [ProvenancedText.Span] = []
  /// The bytes that `origin` covers while there are no spans.
  private var uniformEnd = 0
  /// That of a string which was put in.
  private var witness: TextWitness?

  var count: Int { utf8.count }

  mutating func reserveCapacity(_ byteCount: Int) { utf8.reserveCapacity(byteCount) }

  mutating func append(_ string: TemplateString) {
    if string.isEmpty { return }
    let base = utf8.count
    let copy = string.copy
    utf8.append(contentsOf: copy.utf8)
    if copy.spans.isEmpty {
      close(origin: copy.origin)
    } else {
      for span in copy.spans { extend(to: base + span.end, origin: span.origin) }
    }
    if string.witness != nil { witness = string.witness }
  }

  /// Appends the bytes of `string` in `range`, with their origins.
  mutating func append(_ string: TemplateString, in range: Range<Int>) {
    if range.isEmpty { return }
    let base = utf8.count
    utf8.append(contentsOf: string.utf8[range])
    if string.spans.isEmpty {
      close(origin: string.origin)
      return
    }
    var index = string.spanIndex(at: range.lowerBound)
    while index < string.spans.count {
      let span = string.spans[index]
      extend(to: base + min(span.end, range.upperBound) - range.lowerBound, origin: span.origin)
      if span.end >= range.upperBound { break }
      index += 1
    }
  }

  mutating func append(_ bytes: [UInt8], origin: Origin) {
    if bytes.isEmpty { return }
    utf8.append(contentsOf: bytes)
    close(origin: origin)
  }

  mutating func append(_ bytes: ArraySlice<UInt8>, origin: Origin) {
    if bytes.isEmpty { return }
    utf8.append(contentsOf: bytes)
    close(origin: origin)
  }

  mutating func append(_ text: String, origin: Origin) {
    let base = utf8.count
    utf8.append(contentsOf: text.utf8)
    if utf8.count > base { close(origin: origin) }
  }

  mutating func append(_ byte: UInt8, count: Int = 1, origin: Origin) {
    if count <= 0 { return }
    utf8.append(contentsOf: repeatElement(byte, count: count))
    close(origin: origin)
  }

  /// The text as a template's string.
  func string(isMarkup: Bool = false) -> TemplateString {
    TemplateString(utf8: utf8, origin: origin, spans: spans, isMarkup: isMarkup, witness: witness)
  }

  /// The text as the room's callers know it.
  var provenancedText: ProvenancedText {
    let whole = utf8.isEmpty ? [] : spans.isEmpty ? [ProvenancedText.Span(end: utf8.count, origin: origin)] : spans
    return ProvenancedText(utf8: utf8, spans: whole) ?? ProvenancedText(utf8, origin: string().mergedOrigin)
  }

  private mutating func close(origin: Origin) { extend(to: utf8.count, origin: origin) }

  private mutating func extend(to end: Int, origin new: Origin) {
    if !spans.isEmpty {
      if spans[spans.count - 1].origin == new {
        spans[spans.count - 1].end = end
      } else {
        spans.append(ProvenancedText.Span(end: end, origin: new))
      }
    } else if uniformEnd == 0 || origin == new {
      origin = new
      uniformEnd = end
    } else {
      spans = [ProvenancedText.Span(end: uniformEnd, origin: origin), ProvenancedText.Span(end: end, origin: new)]
    }
  }
}
