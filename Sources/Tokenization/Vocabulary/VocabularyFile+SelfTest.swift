import Diagnostics

/// What a vocabulary's own tokens say about it.
public struct VocabularySelfTest: Hashable, Sendable {
  /// How many tokens were looked at: the ordinary ones whose bytes are text.
  public var examinedCount = 0
  /// How many of them their own text does not give back. Some of a sound vocabulary are, as its pattern cuts their text.
  public var strayCount = 0
  /// The first few of those, as the file writes them.
  public var strayExamples: [String] = []
  /// How many samples the file brings itself, as a SentencePiece model may; all passed.
  public var ownSampleCount = 0

  static let maximumExamples = 5

  /// - Parameter piece: The token as the file writes it.
  mutating func addStray(_ piece: [UInt8]) {
    strayCount += 1
    if strayExamples.count < Self.maximumExamples { strayExamples.append(quoted(piece)) }
  }
}

extension VocabularyFile {
  /// The share of tokens that may not be given back by their own text: published models have at most 1 in 6,000.
  private static let strayTolerance = 1_000

  /// Loads the file and looks whether it behaves as a trained vocabulary does.
  ///
  /// A file is read and checked in full, and each ordinary token's text is encoded: it should give that token. The samples
  /// that a SentencePiece model may bring are run. A few tokens of a sound model do not come back; many in a damaged one.
  /// What is damaged without any such trace, a sha256 alone can tell.
  ///
  /// - Throws: What `makeTokenizer` throws, but for a rank file without a pattern, of which no token is encoded.
  /// - Complexity: O(*n*) in the file's bytes.
  public func selfTest() throws -> VocabularySelfTest {
    guard format == .sentencePiece else { return try selfTestOfTokens() }
    let prefixed = try makeTokenizer(TokenizerOptions(prefixRule: .always))
    let plain = try makeTokenizer(TokenizerOptions(prefixRule: .never))
    let samples = try SentencePieceSamples(bytes.span, path: path)
    try samples.run(prefixed)
    var test = try Self.selfTest(prefixed: prefixed, plain: plain)
    test.ownSampleCount = samples.count
    if test.strayCount > max(10, test.examinedCount / Self.strayTolerance) {
      throw TrainPackError(
        .vocabularyCorruptModel,
        "damaged SentencePiece model: the texts of \(test.strayCount) of its \(test.examinedCount) tokens do not give the "
          + "tokens", at: InputLocation(source: path),
        details: ["among them \(test.strayExamples.joined(separator: " "))"],
        fix: "fetch the file again and compare its sha256 with the publisher's")
    }
    return test
  }

  private func selfTestOfTokens() throws -> VocabularySelfTest {
    do {
      var roundTrips = TokenRoundTrips(try makeTokenizer())
      return try roundTrips.run()
    } catch let error as TrainPackError where error.code == .patternMissing {
      // The pattern decides how text is cut, not whether the ranks are sound.
      _ = try makeTokenizer(TokenizerOptions(pattern: .cl100k, normalization: TextNormalization.none))
      return VocabularySelfTest()
    }
  }

  private static func selfTest(prefixed: any Tokenizer, plain: any Tokenizer) throws -> VocabularySelfTest {
    let vocabulary = prefixed.vocabulary
    let hasPrefix = vocabulary.hasDummyPrefix
    let (prefixedEncoder, plainEncoder) = (prefixed.makeEncoder(), plain.makeEncoder())
    var test = VocabularySelfTest()
    for id in 0..<Int32(clamping: vocabulary.size) where vocabulary.kind(of: id) == .normal {
      guard var text = vocabulary.bytes(of: id) else { continue }
      var encoder = plainEncoder
      if hasPrefix, text.first == UInt8(ascii: " ") {
        text.removeFirst()
        encoder = prefixedEncoder
      }
      if text.isEmpty { continue }
      test.examinedCount += 1
      if try encoder.encode(text).ids == [id] { continue }
      test.addStray(vocabulary.piece(of: id) ?? text)
    }
    return test
  }
}
