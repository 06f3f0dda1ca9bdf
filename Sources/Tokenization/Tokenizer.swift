/// A vocabulary and the rule that turns text into its ids: immutable, shared by all workers.
public protocol Tokenizer: Sendable {
  /// The tokens, their kinds and ids.
  var vocabulary: Vocabulary { get }

  /// Returns an encoder for one worker; it holds caches and scratch memory, and must not be used by two at once.
  func makeEncoder() -> any TextEncoder
}

/// Encodes ordinary text for one worker. Special tokens are not looked for: cut the text with `AddedTokenMatcher` first.
public protocol TextEncoder: AnyObject {
  /// Appends the tokens of `text` to `tokens`.
  ///
  /// - Parameters:
  ///   - text: UTF-8 text.
  ///   - boundary: What stands before the text.
  ///   - offset: Added to every byte range, so that ranges can be those of a larger text; not negative.
  ///   - tokens: Gets ids and the ranges of bytes they stand for.
  /// - Throws: `tokenization.text-not-utf8` with the first bad byte; `limits.exceeded` when `offset` and the text do not
  ///   fit 32-bit ranges; `tokenization.engine-failed`. On an error nothing is appended.
  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws

  /// Returns how many tokens `encode` would append.
  ///
  /// - Throws: As `encode`.
  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int

  /// Returns how many tokens `encode` would append; `nil` when they are more than `limit`, which may be found out before
  /// the end of the text.
  ///
  /// - Throws: As `encode`.
  func count(_ text: Span<UInt8>, boundary: TextBoundary, upTo limit: Int) throws -> Int?

  /// Appends the tokens of `text` as `encode` does, and matches special tokens of the pass `normalized` where they lie
  /// wholly in one of `regions`.
  ///
  /// - Parameter regions: Ranges of bytes of `text`, ascending and disjoint.
  /// - Throws: As `encode`.
  func encode(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], offset: Int,
    into tokens: inout TokenBuffer) throws

  /// Returns how many tokens the other would append.
  ///
  /// - Throws: As `encode`.
  func count(_ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>]) throws -> Int

  /// Appends the ids of the tokens of `text`, and for each mark how many ids stand before it then.
  ///
  /// - Parameters:
  ///   - regions: As in `encode`.
  /// - Returns: `false`, with nothing appended, where a token stands for bytes on both sides of a mark.
  /// - Throws: As `encode`.
  func encode(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedIDs
  ) throws -> Bool

  /// Adds how many tokens `text` has, and for each mark how many are before it then.
  ///
  /// - Parameters:
  ///   - regions: As in `encode`.
  /// - Returns: `false`, with nothing added, where a token stands for bytes on both sides of a mark.
  /// - Throws: As `encode`.
  func count(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedCount
  ) throws -> Bool
}

/// What holds for every vocabulary whose added tokens are all matched in the text itself.
extension TextEncoder {
  public func encode(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], offset: Int,
    into tokens: inout TokenBuffer
  ) throws {
    try encode(text, boundary: boundary, offset: offset, into: &tokens)
  }

  public func count(_ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>]) throws -> Int {
    try count(text, boundary: boundary)
  }
}

extension TextEncoder {
  public func count(_ text: Span<UInt8>, boundary: TextBoundary, upTo limit: Int) throws -> Int? {
    let count = try count(text, boundary: boundary)
    return count <= limit ? count : nil
  }

  /// Returns how many tokens `text` has; `nil` when they are more than `limit`.
  public func count(_ text: [UInt8], boundary: TextBoundary = .textStart, upTo limit: Int) throws -> Int? {
    try count(text.span, boundary: boundary, upTo: limit)
  }

  /// Returns the tokens of `text`, with ranges in `text`.
  public func encode(_ text: [UInt8], boundary: TextBoundary = .textStart) throws -> TokenBuffer {
    var tokens = TokenBuffer()
    try encode(text.span, boundary: boundary, offset: 0, into: &tokens)
    return tokens
  }

  /// Returns how many tokens `text` has.
  public func count(_ text: [UInt8], boundary: TextBoundary = .textStart) throws -> Int {
    try count(text.span, boundary: boundary)
  }
}

/// What stands before a text that is encoded.
public enum TextBoundary: Hashable, Sendable {
  /// Nothing: the text begins here.
  case textStart
  /// A special token.
  case afterSpecialToken
}

/// Where a SentencePiece vocabulary that has a dummy prefix (the `▁` before the first word) gets one.
///
/// Vocabularies without a dummy prefix, and byte-level ones, never get one.
public enum PrefixRule: String, Hashable, Sendable, CaseIterable {
  /// On every text, also after a special token, as `SentencePieceProcessor.Encode` called on each.
  case always
  /// At the start of the text only, and not before a space or `▁`, as `Metaspace` with `prepend_scheme` "first" of
  /// Hugging Face tokenizers.
  case first
  /// Nowhere.
  case never
}
