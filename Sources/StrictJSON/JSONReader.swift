internal import CSIMDJSON
import Diagnostics

/// Reads JSON strictly: every value is checked, numbers are kept as written, keys are compared as bytes.
///
/// A reader keeps its buffers from document to document, so reuse one; it belongs to one thread at a time.
///
/// Source: RFC 8259; the parser underneath is simdjson's on-demand parser.
public final class JSONReader {
  /// What to do about an object that has a key twice.
  public enum DuplicateKeys: Sendable {
    /// `json.duplicate-key`.
    case reject
    /// Keep both; a look-up by key finds the last.
    case keepLast
  }

  /// The deepest nesting that any limit can allow, as trees are freed by recursion.
  public static let maximumSupportedDepth = 1_024

  public let limits: Limits
  public let duplicateKeys: DuplicateKeys
  let parser: SIMDParser

  public init(limits: Limits = Limits(), duplicateKeys: DuplicateKeys = .reject) {
    self.limits = limits
    self.duplicateKeys = duplicateKeys
    parser = SIMDParser(limits: limits, duplicateKeys: duplicateKeys)
  }

  /// Reads one document: one value, white space around it, and nothing else.
  ///
  /// - Parameters:
  ///   - source: The bytes, UTF-8.
  ///   - range: The document in `source`; all of it by default. Lets many documents share one array.
  ///   - location: Where the document begins, for the places in errors.
  /// - Throws: `json.invalid`, `json.truncated`, `json.invalid-utf8`, `json.lone-surrogate`, `json.duplicate-key`,
  ///   `json.too-deep`, `json.number-too-long`, `json.too-large`, `json.not-utf8-encoded`, `json.byte-order-mark`,
  ///   `json.out-of-memory`.
  /// - Complexity: O(*n*), and O(*m* log *m*) in the members of one object.
  public func read(
    _ source: [UInt8], in range: Range<Int>? = nil, at location: InputLocation
  ) throws -> JSONDocument {
    let range = (range ?? 0..<source.count).clamped(to: 0..<source.count)
    try checkStart(source, range, location)
    let outcome = parser.read(source, in: range)
    guard outcome.status == csimdjson_ok else {
      throw JSONFailure(source: source, range: range, start: location, limits: limits).error(for: outcome)
    }
    return JSONDocument(
      storage: JSONStorage(
        source: source, range: range, nodes: outcome.nodes, text: outcome.text, location: location))
  }

  /// Reads one document, checked as by `read`, for the text of one member of its object; nothing is copied or kept.
  ///
  /// - Parameters:
  ///   - key: The member's key; of equal keys the last counts.
  ///   - source: The bytes, UTF-8.
  ///   - range: The document in `source`.
  ///   - location: Where the document begins, for the places in errors.
  ///   - body: Given the decoded text, in UTF-8; it must not use this reader. Not called when the document is no object
  ///     or has no string of that key.
  /// - Throws: The codes of `read`, and what `body` throws.
  /// - Complexity: As `read`.
  public func withText(
    ofKey key: [UInt8], in source: [UInt8], _ range: Range<Int>, at location: @autoclosure () -> InputLocation,
    _ body: (Span<UInt8>) throws -> Void
  ) throws {
    let range = range.clamped(to: 0..<source.count)
    try checkStart(source, range, location())
    let outcome = try parser.withText(ofKey: key, in: source, range, body)
    guard outcome.status == csimdjson_ok else {
      throw JSONFailure(source: source, range: range, start: location(), limits: limits).error(for: outcome)
    }
  }

  private func checkStart(
    _ source: [UInt8], _ range: Range<Int>, _ location: @autoclosure () -> InputLocation
  ) throws {
    guard range.count > 2, source[range.lowerBound] == 0xEF, TextEncodingGuess.byteOrderMarkLength(source[range]) > 0
    else { return }
    throw TrainPackError(
      .jsonByteOrderMark, "the JSON text begins with a byte order mark",
      at: SourcePlace(source: source, range: range, start: location()).location(at: 0),
      fix: "save the file as UTF-8 without a BOM, or remove its first three bytes")
  }

  /// Reads one document into a tree of its own. Throws what `read` throws.
  public func readTree(_ source: [UInt8], at location: InputLocation) throws -> JSON {
    try read(source, at: location).root.tree
  }
}
