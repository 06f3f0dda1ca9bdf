import Diagnostics

/// The samples that a SentencePiece model brings to test itself with.
///
/// - Source: `SentencePieceProcessor::Load` and `VerifyOutputsEquivalent`, up to sentencepiece 0.2.0.
struct SentencePieceSamples {
  /// How far the scores of two ways to cut a text may be apart that count as the same.
  private static let scoreTolerance: Float = 1e-7

  private let path: String
  private let isUnigram: Bool
  /// Texts, and their pieces with a space between them.
  private let samples: [(text: [UInt8], pieces: [UInt8])]

  var count: Int { samples.count }

  /// - Throws: `vocabulary.corrupt-model`, `vocabulary.duplicate-token`, `limits.exceeded`.
  init(_ bytes: Span<UInt8>, path: String, limits: Limits = Limits()) throws {
    let file = try SentencePieceModelFile(bytes, path: path, limits: limits)
    self.path = path
    isUnigram = file.trainer.modelType == 1
    samples = file.samples.map { sample in (sample.text.map { bytes[$0] }, sample.pieces.map { bytes[$0] }) }
  }

  /// Encodes each text and compares the pieces.
  ///
  /// - Throws: `vocabulary.corrupt-model` for the first sample that has other pieces; what encoding throws.
  func run(_ tokenizer: any Tokenizer) throws {
    let encoder = tokenizer.makeEncoder()
    for (text, expected) in samples {
      let found = pieces(try encoder.encode(text), of: text, tokenizer.vocabulary)
      let written = Array(found.joined(separator: [UInt8(ascii: " ")]))
      if written == expected { continue }
      let expectedPieces = expected.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(
        Array.init)
      if isUnigram,
        abs(score(found, tokenizer.vocabulary) - score(expectedPieces, tokenizer.vocabulary)) <= Self.scoreTolerance
      {
        continue
      }
      throw TrainPackError(
        .vocabularyCorruptModel, "the model fails its own test: the text \(quoted(text)) has other pieces than it says",
        at: InputLocation(source: path),
        details: ["it says \(quoted(expected))", "the pieces are \(quoted(written))"],
        fix: "fetch the file again and compare its sha256 with the publisher's")
    }
  }

  /// The pieces as the reference writes them: of unknown text, the text.
  private func pieces(_ tokens: TokenBuffer, of text: [UInt8], _ vocabulary: Vocabulary) -> [[UInt8]] {
    tokens.ids.indices.map { index in
      let id = tokens.ids[index]
      if id != vocabulary.unknownID { return vocabulary.piece(of: id) ?? [] }
      return text[Int(tokens.starts[index])..<Int(tokens.ends[index])].flatMap {
        $0 == UInt8(ascii: " ") ? SentencePieceSpelling.space : [$0]
      }
    }
  }

  private func score(_ pieces: [[UInt8]], _ vocabulary: Vocabulary) -> Float {
    pieces.reduce(0) { $0 + (vocabulary.id(of: $1).flatMap { vocabulary.score(of: $0) } ?? -.infinity) }
  }
}
