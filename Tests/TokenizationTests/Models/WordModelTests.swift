import Testing

@testable import Tokenization

/// The answers are those of tokenizers 0.23.3.
@Suite("WordPiece and WordLevel of tokenizer.json")
struct WordModelTests {
  private func wordPiece(_ tokens: [String], maximum: Int = 100) throws -> any PieceVocabulary {
    let vocabulary = PieceModelSupport.numbered(tokens)
    return try PieceModelSupport.vocabulary(
      ###"{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","###
        + #""max_input_chars_per_word":\#(maximum),"vocab":\#(vocabulary)}"#)
  }

  @Test("the longest token is taken first, and a word that cannot be written is unknown as a whole")
  func longestFirst() throws {
    let vocabulary = try wordPiece(["[UNK]", "a", "ab", "##c", "##b", "##cd"])
    #expect(try PieceModelSupport.tokens("abcd", vocabulary) == [[2, 0, 2], [5, 2, 4]])
    #expect(try PieceModelSupport.tokens("abc", vocabulary) == [[2, 0, 2], [3, 2, 3]])
    #expect(try PieceModelSupport.tokens("abcq", vocabulary) == [[0, 0, 4]])
    #expect(try PieceModelSupport.tokens("##c", vocabulary) == [[3, 0, 3]])
  }

  @Test("words are measured in characters, not in bytes")
  func maximumLength() throws {
    let vocabulary = try wordPiece(["[UNK]", "é", "##é"], maximum: 3)
    #expect(try PieceModelSupport.tokens("ééé", vocabulary) == [[1, 0, 2], [2, 2, 4], [2, 4, 6]])
    #expect(try PieceModelSupport.tokens("éééé", vocabulary) == [[0, 0, 8]])
  }

  @Test("a word that needs the unknown token where there is none is refused")
  func unknownMissing() throws {
    let vocabulary = try wordPiece(["a"])
    #expect(try PieceModelSupport.tokens("a", vocabulary) == [[0, 0, 1]])
    #expect(thrownCode { _ = try PieceModelSupport.tokens("b", vocabulary) } == "tokenization.unknown-token-missing")
  }

  @Test("a model of whole words has a token for each, or the unknown one")
  func wordLevel() throws {
    let vocabulary = try PieceModelSupport.vocabulary(
      #"{"type":"WordLevel","unk_token":"<unk>","vocab":{"<unk>":7,"word":3}}"#)
    #expect(try PieceModelSupport.tokens("word", vocabulary) == [[3, 0, 4]])
    #expect(try PieceModelSupport.tokens("words", vocabulary) == [[7, 0, 5]])
    let without = try PieceModelSupport.vocabulary(#"{"type":"WordLevel","unk_token":"<unk>","vocab":{"word":3}}"#)
    #expect(thrownCode { _ = try PieceModelSupport.tokens("x", without) } == "tokenization.unknown-token-missing")
  }
}
