import Algorithms

/// UTF-8 text that knows where each of its bytes came from.
///
/// Invariant: `spans` cover `utf8` from 0 to its end without gap or overlap, none is empty, and neighbours differ in
/// origin.
public struct ProvenancedText: Hashable, Sendable {
  /// A run of bytes of one origin, from the end of the span before it (or 0) up to `end`.
  public struct Span: Hashable, Sendable {
    /// The byte offset just past the run.
    public var end: Int
    public var origin: Origin

    public init(end: Int, origin: Origin) {
      self.end = end
      self.origin = origin
    }
  }

  public private(set) var utf8: [UInt8]
  public private(set) var spans: [Span]

  public init() {
    utf8 = []
    spans = []
  }

  public init(_ utf8: [UInt8], origin: Origin) {
    self.utf8 = utf8
    spans = utf8.isEmpty ? [] : [Span(end: utf8.count, origin: origin)]
  }

  public init(_ text: String, origin: Origin) {
    self.init(Array(text.utf8), origin: origin)
  }

  /// Text whose spans are known already; `nil` when they break the invariant.
  ///
  /// - Complexity: O(*n*) in the number of spans; the bytes are not copied.
  public init?(utf8: [UInt8], spans: [Span]) {
    var end = 0
    var last: Origin?
    for span in spans {
      if span.end <= end || span.origin == last { return nil }
      end = span.end
      last = span.origin
    }
    if end != utf8.count { return nil }
    self.utf8 = utf8
    self.spans = spans
  }

  public var isEmpty: Bool { utf8.isEmpty }
  public var count: Int { utf8.count }

  /// The text as a `String`, for messages to people; invalid bytes show as U+FFFD.
  public var string: String { String(decoding: utf8, as: UTF8.self) }

  public mutating func reserveCapacity(_ byteCount: Int, spanCount: Int = 0) {
    utf8.reserveCapacity(byteCount)
    spans.reserveCapacity(spanCount)
  }

  public mutating func append(_ bytes: [UInt8], origin: Origin) {
    if bytes.isEmpty { return }
    utf8.append(contentsOf: bytes)
    close(origin: origin)
  }

  public mutating func append(_ text: StaticString, origin: Origin) {
    append(text.withUTF8Buffer { Array($0) }, origin: origin)
  }

  public mutating func append(_ other: ProvenancedText) {
    let base = utf8.count
    utf8.append(contentsOf: other.utf8)
    for span in other.spans { extend(to: base + span.end, origin: span.origin) }
  }

  /// Appends the bytes of `other` in `range`, with their origins.
  public mutating func append(_ other: ProvenancedText, in range: Range<Int>) {
    if range.isEmpty { return }
    let base = utf8.count
    utf8.append(contentsOf: other.utf8[range])
    var index = other.spanIndex(at: range.lowerBound)
    while index < other.spans.count {
      let span = other.spans[index]
      let end = min(span.end, range.upperBound)
      extend(to: base + end - range.lowerBound, origin: span.origin)
      if span.end >= range.upperBound { break }
      index += 1
    }
  }

  /// The bytes in `range`, with their origins.
  public func slice(_ range: Range<Int>) -> ProvenancedText {
    var result = ProvenancedText()
    result.append(self, in: range)
    return result
  }

  /// The origin of the byte at `offset`.
  public func origin(at offset: Int) -> Origin { spans[spanIndex(at: offset)].origin }

  /// One origin that stands for the whole text; see `Origin.merged(with:)`. Template text when empty.
  public var mergedOrigin: Origin {
    guard var result = spans.first?.origin else { return .template }
    for span in spans.dropFirst() { result = result.merged(with: span.origin) }
    return result
  }

  /// The index of the span that holds the byte at `offset`.
  ///
  /// - Complexity: O(log *n*) in the number of spans.
  public func spanIndex(at offset: Int) -> Int { spans.index(at: offset) }

  private mutating func close(origin: Origin) { extend(to: utf8.count, origin: origin) }

  private mutating func extend(to end: Int, origin: Origin) {
    if let last = spans.last, last.origin == origin {
      spans[spans.count - 1].end = end
    } else {
      spans.append(Span(end: end, origin: origin))
    }
  }
}

extension [ProvenancedText.Span] {
  /// The index of the span that holds the byte at `offset`, or the count when none does.
  ///
  /// - Complexity: O(log *n*) in the number of spans.
  public func index(at offset: Int) -> Int {
    partitioningIndex { $0.end > offset }
  }
}
