import TestSupport
import Testing

@testable import Tokenization

@Suite("counting with Unigram")
struct UnigramCounterTests {
  /// How many tokens encoding and counting give.
  private func counts(_ text: [UInt8], _ vocabulary: any PieceVocabulary) throws -> (encoded: Int, counted: Int) {
    var tokens: [ModelToken] = []
    var model = vocabulary.makeModelForNewTexts()
    try model.encode(text.span, into: &tokens)
    let encoded = tokens.count
    return (encoded, try model.count(text.span, with: &tokens))
  }

  @Test("as many tokens are counted as encoding gives, also where paths tie and unknown characters join")
  func equalsEncoding() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let characters = ["a", "b", "é", "漢", "字", "😀"]
    func text(_ lengths: ClosedRange<Int>) -> String {
      (0..<Int.random(in: lengths, using: &generator)).map { _ in characters.randomElement(using: &generator) ?? "" }
        .joined()
    }
    for _ in 0..<60 {
      var tokens = ["<unk>"]
      for _ in 0..<Int.random(in: 1...25, using: &generator) { tokens.append(text(1...6)) }
      // Few scores, so that many paths tie.
      let list = tokens.map { "[\"\($0)\",\(-Int.random(in: 0...3, using: &generator))]" }.joined(separator: ",")
      let unknown = Int.random(in: 0..<2, using: &generator)
      let vocabulary = try PieceModelSupport.unigram("[\(list)]", #","unk_id":\#(unknown)"#)
      for _ in 0..<40 {
        var parts = text(1...30)
        if Bool.random(using: &generator) { parts += "<unk>" + text(1...3) }
        let found = try counts(Array(parts.utf8), vocabulary)
        #expect(found.counted == found.encoded, "seed \(seed): \(parts) of \(list)")
      }
    }
  }

  @Test("where unknown characters become their bytes, these are counted")
  func byteFallback() throws {
    let tokens = #"[["<unk>",0],["a",-1],["<0x71>",-1]]"#
    let vocabulary = try PieceModelSupport.unigram(tokens, #","unk_id":0,"byte_fallback":true"#)
    for text in ["aqqa", "aüa", "qüq"] {
      let found = try counts(Array(text.utf8), vocabulary)
      #expect(found.counted == found.encoded, "\(text)")
    }
  }

  @Test("text that has no token is an error, after which the next text is counted as if it had not been")
  func noUnknown() throws {
    let vocabulary = try PieceModelSupport.unigram(#"[["a",-1],["ab",-1],["aaa",-1]]"#)
    var model = vocabulary.makeModelForNewTexts()
    var scratch: [ModelToken] = []
    for text in ["aaab漢", "b", "aab?"] {
      #expect(
        thrownCode { _ = try model.count(Array(text.utf8).span, with: &scratch) }
          == "tokenization.unknown-token-missing")
      #expect(try model.count(Array("aab".utf8).span, with: &scratch) == 2)
    }
    #expect(
      thrownCode { _ = try counts([0x61], PieceModelSupport.unigram("[]")) } == "tokenization.unknown-token-missing")
  }

  @Test("a text longer than any token is counted to its end")
  func longText() throws {
    let vocabulary = try PieceModelSupport.unigram(#"[["<unk>",-9],["a",-3],["aaaa",-4]]"#, #","unk_id":0"#)
    for length in [1, 4, 7, 8, 9, 4_000] {
      let found = try counts([UInt8](repeating: 0x61, count: length), vocabulary)
      #expect(found.counted == found.encoded && found.counted == length / 4 + length % 4)
    }
  }
}
