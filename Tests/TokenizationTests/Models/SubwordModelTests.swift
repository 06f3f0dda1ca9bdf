import TestSupport
import Testing

@testable import Tokenization

/// The answers are those of tokenizers 0.23.3.
@Suite("BPE over characters")
struct SubwordModelTests {
  private let tokens = ["<unk>", "a", "b", "c", "ab", "abc", "bc", "<0xC3>", "<0xA9>", "<0xC4>"]

  private func encode(_ text: String, _ merges: String, _ settings: String = "") throws -> [[Int32]] {
    try PieceModelSupport.tokens(text, PieceModelSupport.bpe(tokens, merges: merges, settings))
  }

  @Test("of a merge that is listed twice the later place counts")
  func duplicateMerges() throws {
    #expect(try encode("abc", #"["a b","b c"]"#) == [[4, 0, 2], [3, 2, 3]])
    #expect(try encode("abc", #"["a b","b c","a b"]"#) == [[1, 0, 1], [6, 1, 3]])
  }

  @Test("a merge that starts with #version is passed over in a list of strings")
  func versionMerge() throws {
    #expect(try encode("ab", ##"["#version b","a b"]"##) == [[4, 0, 2]])
  }

  @Test("without an unknown token, characters are left out: neighbours merge, and ranges move up")
  func leftOut() throws {
    #expect(try encode("aqb", #"["a b"]"#) == [[4, 0, 2]])
    #expect(try encode("qqq", "[]") == [])
  }

  @Test("unknown characters are one token each, or fused where the file says so")
  func unknown() throws {
    let each = #","unk_token":"<unk>""#
    #expect(try encode("aqqb", "[]", each) == [[1, 0, 1], [0, 1, 2], [0, 2, 3], [2, 3, 4]])
    #expect(try encode("aqqb", "[]", each + #","fuse_unk":true"#) == [[1, 0, 1], [0, 1, 3], [2, 3, 4]])
  }

  @Test("an unknown character comes behind the bytes that follow it, and is fused across them")
  func unknownBeforeBytes() throws {
    let settings = #","unk_token":"<unk>","byte_fallback":true"#
    #expect(
      try encode("qéqb", "[]", settings) == [[7, 0, 1], [8, 1, 2], [0, 2, 3], [0, 3, 4], [2, 4, 5]])
    #expect(
      try encode("qéqb", "[]", settings + #","fuse_unk":true"#) == [[7, 0, 1], [8, 1, 2], [0, 2, 4], [2, 4, 5]])
  }

  @Test("an unknown token that is no token is an error only where it is needed")
  func unknownTokenMissing() throws {
    #expect(try encode("ab", #"["a b"]"#, #","unk_token":"[UNK]""#) == [[4, 0, 2]])
    #expect(thrownCode { _ = try encode("q", "[]", #","unk_token":"[UNK]""#) } == "tokenization.unknown-token-missing")
  }

  @Test("the prefix of continuing subwords is taken off the right side, the suffix stands behind the last character")
  func affixes() throws {
    let vocabulary = try PieceModelSupport.bpe(
      ["a", "##b", "ab", "b</w>", "##b</w>", "ab</w>", "<0x23>", "<0x71>"],
      merges: ###"[["a","##b"],["a","##b</w>"]]"###,
      ###","continuing_subword_prefix":"##","end_of_word_suffix":"</w>""###)
    #expect(try PieceModelSupport.tokens("abb", vocabulary) == [[2, 0, 2], [4, 2, 3]])
    #expect(try PieceModelSupport.tokens("ab", vocabulary) == [[5, 0, 2]])
    #expect(try PieceModelSupport.tokens("b", vocabulary) == [[3, 0, 1]])
  }

  @Test("byte fallback writes the bytes of the prefix too, and ranges go past the text")
  func prefixBytes() throws {
    let vocabulary = try PieceModelSupport.bpe(
      ["a", "<0x23>", "<0x71>"], merges: "[]", ###","continuing_subword_prefix":"##","byte_fallback":true"###)
    #expect(
      try PieceModelSupport.tokens("aqq", vocabulary) == [
        [0, 0, 1], [1, 1, 2], [1, 2, 3], [2, 3, 4], [1, 4, 5], [1, 5, 6], [2, 6, 7],
      ])
  }

  @Test("a text that is a token is taken whole only where the file says so, and no part of one is")
  func wholeTokens() throws {
    #expect(try encode("abc", #"["b c"]"#) == [[1, 0, 1], [6, 1, 3]])
    #expect(try encode("abc", #"["b c"]"#, #","ignore_merges":true"#) == [[5, 0, 3]])
    #expect(try encode("abca", #"["b c"]"#, #","ignore_merges":true"#) == [[1, 0, 1], [6, 1, 3], [1, 3, 4]])
  }

  @Test("tokens with spaces merge where merges are pairs")
  func spaces() throws {
    let vocabulary = try PieceModelSupport.bpe(["a", " ", "a ", "a  "], merges: #"[["a"," "],["a "," "]]"#)
    #expect(try PieceModelSupport.tokens("a  a ", vocabulary) == [[3, 0, 3], [2, 3, 5]])
  }

  @Test("cutting a text changes nothing", arguments: [false, true])
  func cuts(hasUnknown: Bool) throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let characters = ["a", "b", "c", "▁", "é", "語"]
    for _ in 0..<60 {
      var tokens = hasUnknown ? ["<unk>"] + characters.dropLast() : characters
      var merges: [String] = []
      for _ in 0..<8 {
        guard let left = tokens.randomElement(using: &generator), let right = tokens.randomElement(using: &generator),
          left != "<unk>", right != "<unk>"
        else { continue }
        merges.append(#"["\#(left)","\#(right)"]"#)
        if !tokens.contains(left + right) { tokens.append(left + right) }
      }
      let settings = hasUnknown ? #","unk_token":"<unk>","fuse_unk":true"# : ""
      let vocabulary = try PieceModelSupport.bpe(tokens, merges: "[\(merges.joined(separator: ","))]", settings)
      let whole = try #require(vocabulary as? SubwordVocabulary)
      #expect(whole.cuts != nil)
      var plain: any PieceModel = SubwordModel(vocabulary: whole)
      var cut = vocabulary.makeModel()
      for length in [1, 3, 40, 47, 48, 49, 120] {
        let text = (0..<length).map { _ in characters.randomElement(using: &generator) ?? "a" }.joined()
        let expected = try PieceModelSupport.tokens(text, &plain)
        #expect(try PieceModelSupport.tokens(text, &cut) == expected, "seed \(seed): \(text) with \(merges)")
      }
    }
  }

  @Test("a text is not cut where tokens of bytes or the unknown token merge")
  func noCuts() throws {
    let settings = #","unk_token":"<unk>""#
    let unknown = try PieceModelSupport.bpe(["<unk>", "a", "<unk>a"], merges: #"["<unk> a"]"#, settings)
    #expect((unknown as? SubwordVocabulary)?.cuts == nil)
    #expect(try PieceModelSupport.tokens("qa", unknown) == [[2, 0, 2]])
    let bytes = try PieceModelSupport.bpe(
      ["<0xC3>", "<0xA9>", "<0xC3><0xA9>"], merges: #"["<0xC3> <0xA9>"]"#, #","byte_fallback":true"#)
    #expect((bytes as? SubwordVocabulary)?.cuts == nil)
    #expect(try PieceModelSupport.tokens("éé", bytes) == [[2, 0, 2], [2, 2, 4]])
  }

  @Test("a merge that adds nothing to its left side is made as the reference makes it")
  func emptyMerges() throws {
    let vocabulary = try PieceModelSupport.bpe(
      ["a", "##", "##b", "ab", "#"], merges: ###"[["a","##"],["a","##b"]]"###,
      ###","continuing_subword_prefix":"##","unk_token":"##""###)
    #expect(try PieceModelSupport.tokens("aqb", vocabulary) == [[3, 0, 3]])
    #expect(try PieceModelSupport.tokens("aqqb", vocabulary) == [[3, 0, 4]])
  }
}
