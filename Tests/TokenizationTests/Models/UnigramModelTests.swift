import Testing

@testable import Tokenization

/// The answers are those of tokenizers 0.23.3.
@Suite("Unigram of tokenizer.json")
struct UnigramModelTests {
  private func encode(_ text: String, _ tokens: String, _ settings: String = "") throws -> [[Int32]] {
    try PieceModelSupport.tokens(text, PieceModelSupport.unigram(tokens, settings))
  }

  private let plain = #"[["<unk>",0],["a",-1],["b",-1],["ab",-2]]"#

  @Test("of paths with one score that whose last token begins first is taken")
  func ties() throws {
    #expect(try encode("ab", plain, #","unk_id":0"#) == [[3, 0, 2]])
  }

  @Test("unknown characters side by side are one token, and the unknown token's own text joins them")
  func fusing() throws {
    #expect(try encode("qqaq", plain, #","unk_id":0"#) == [[0, 0, 2], [1, 2, 3], [0, 3, 4]])
    #expect(try encode("a<unk>b", plain, #","unk_id":0"#) == [[1, 0, 1], [0, 1, 6], [2, 6, 7]])
    #expect(try encode("q<unk>q", plain, #","unk_id":0"#) == [[0, 0, 7]])
  }

  @Test("the bytes of unknown characters share the range of all of them")
  func byteFallback() throws {
    let tokens = #"[["<unk>",0],["a",-1],["<0x71>",-1],["<0xC3>",-1],["<0xA9>",-1]]"#
    let settings = #","unk_id":0,"byte_fallback":true"#
    #expect(try encode("aqéa", tokens, settings) == [[1, 0, 1], [2, 1, 4], [3, 1, 4], [4, 1, 4], [1, 4, 5]])
    #expect(try encode("aqüa", tokens, settings) == [[1, 0, 1], [0, 1, 4], [1, 4, 5]])
  }

  @Test("unknown characters whose text is a token after all are that token")
  func fusedTextIsToken() throws {
    #expect(try encode("qra", #"[["<unk>",30],["qr",21],["a",30]]"#, #","unk_id":0"#) == [[1, 0, 2], [2, 2, 3]])
  }

  @Test("without an unknown token, text that needs one is refused")
  func noUnknown() throws {
    let tokens = #"[["ab",-1],["b",-1]]"#
    #expect(try encode("b", tokens) == [[1, 0, 1]])
    #expect(thrownCode { _ = try encode("ab", tokens) } == "tokenization.unknown-token-missing")
    #expect(thrownCode { _ = try encode("a", "[]") } == "tokenization.unknown-token-missing")
  }

  @Test("of a token that is listed twice the later counts")
  func duplicates() throws {
    #expect(
      try encode("aab", #"[["a",-1],["a",-3],["b",-3]]"#, #","unk_id":2"#) == [[1, 0, 1], [1, 1, 2], [2, 2, 3]])
  }

  @Test("scores are the numbers that the reference reads, not always the nearest")
  func scoreText() {
    func bits(_ text: String) -> UInt64? { ScoreText.double(Array(text.utf8)[...])?.bitPattern }
    #expect(bits("-7.5") == (-7.5).bitPattern)
    #expect(bits("0") == 0)
    #expect(bits("-0.0") == (-0.0).bitPattern)
    #expect(bits("1e3") == 1000.0.bitPattern)
    #expect(bits("25E-1") == 2.5.bitPattern)
    #expect(bits("1e400") == nil)
    #expect(bits("0e400") == 0)
    #expect(bits("1e-400") == 0)
    // The nearest is -3.9131507873535156, whose last bits are 0x2200000000.
    #expect(bits("-3.9131507873535156") == 0xC00F_4E21_FFFF_FFFF)
    #expect(bits("-3.9742844104766846") == 0xC00F_CB55_A000_0001)
    #expect(bits("-1.8446744073709551616e3") == 0xC09C_D2B2_97D8_89BD)
    #expect(bits("184467440737095516159999") == 0x44C3_8800_0000_0000)
    #expect(bits("18446744073709551615123.5") == 0x448F_4000_0000_0000)
    #expect(bits("1844674407370955161.55") == 0x43B9_9999_9999_999A)
    #expect(bits("1.7976931348623157e308") == 0x7FEF_FFFF_FFFF_FFFF)
    #expect(bits("4.9e-324") == 1)
    #expect(bits("2.2250738585072014e-308") == 0x0010_0000_0000_0000)
  }
}
