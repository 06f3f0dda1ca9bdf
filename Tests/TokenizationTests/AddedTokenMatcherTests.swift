import Testing

@testable import Tokenization

@Suite("Added tokens")
struct AddedTokenMatcherTests {
  private let tokens = [
    AddedToken("<|im_end|>", id: 1, isSpecial: true), AddedToken("<|im|>", id: 2, isSpecial: true),
    AddedToken("<think>", id: 3, isSpecial: false), AddedToken("ab", id: 4, isSpecial: false),
    AddedToken("abcd", id: 5, isSpecial: false), AddedToken("bc", id: 6, isSpecial: false),
  ]

  private func ids(_ text: String, specialTokensIn regions: [Range<Int>] = [0..<1_000]) -> [Int32] {
    let bytes = Array(text.utf8)
    return AddedTokenMatcher(tokens).matches(in: bytes.span, specialTokensIn: regions).map(\.token.id)
  }

  @Test("the leftmost token wins, and of those that start there the longest")
  func leftmostLongest() {
    #expect(ids("abcd") == [5])
    #expect(ids("abc") == [4])
    #expect(ids("xbcd") == [6])
    #expect(ids("ababcdbc") == [4, 5, 6])
    #expect(ids("<|im_end|><|im|><|im_en") == [1, 2])
    #expect(ids("") == [])
  }

  @Test("special tokens match only inside a region, not across its edge; others match everywhere")
  func regions() {
    let text = "<think><|im_end|>"
    #expect(ids(text, specialTokensIn: []) == [3])
    #expect(ids(text, specialTokensIn: [7..<17]) == [3, 1])
    #expect(ids(text, specialTokensIn: [7..<16]) == [3])
    #expect(ids(text, specialTokensIn: [8..<17]) == [3])
    #expect(ids(text, specialTokensIn: [7..<12, 12..<17]) == [3])
    #expect(ids(text, specialTokensIn: [0..<2, 5..<18, 30..<40]) == [3, 1])
  }

  @Test("a token that may not match hides none that may")
  func notAllowed() {
    let matcher = AddedTokenMatcher([
      AddedToken("a<s>", id: 1, isSpecial: true), AddedToken("<s>", id: 2, isSpecial: true),
      AddedToken("a<", id: 3, isSpecial: false),
    ])
    let text = Array("xa<s>".utf8)
    #expect(matcher.matches(in: text.span, specialTokensIn: [2..<5]).map(\.token.id) == [3])
    #expect(
      matcher.matches(in: text.span, where: { token, range in token.isSpecial && range.lowerBound >= 2 }).map(\.range)
        == [2..<5])
    #expect(matcher.matches(in: text.span, specialTokensIn: [0..<5]).map(\.range) == [1..<5])
  }

  @Test("empty and equal texts are harmless")
  func degenerate() {
    let matcher = AddedTokenMatcher([
      AddedToken("", id: 0, isSpecial: false), AddedToken("x", id: 1, isSpecial: false),
      AddedToken("x", id: 2, isSpecial: false),
    ])
    #expect(matcher.matches(in: Array("xx".utf8).span, specialTokensIn: []).map(\.token.id) == [1, 1])
    #expect(AddedTokenMatcher([]).matches(in: Array("xx".utf8).span, specialTokensIn: []).isEmpty)
  }

  @Test("the vocabulary lists its own special tokens and those added to it")
  func vocabulary() throws {
    let added = [AddedToken("<|end|>", id: 560, isSpecial: true), AddedToken("<think>", id: 570, isSpecial: false)]
    let options = TokenizerOptions(pattern: .gpt2, addedTokens: added)
    let vocabulary = try TestData.tokenizer("tiny.tiktoken", options).vocabulary
    #expect(vocabulary.addedTokens == added)
    #expect(vocabulary.size == 571)
    #expect(vocabulary.gaps == [561..<570])
    #expect(vocabulary.id(of: Array("<think>".utf8)) == 570)
    #expect(vocabulary.kind(of: 560) == .control)
    #expect(vocabulary.kind(of: 570) == .userDefined)
    #expect(try vocabulary.decode([560, 570]) == Array("<|end|><think>".utf8))
    #expect(try vocabulary.decode([560, 570], specialTokens: .omitted) == Array("<think>".utf8))
    #expect(thrownCode { _ = try vocabulary.decode([565]) } == "vocabulary.unknown-id")
    #expect(thrownCode { _ = try vocabulary.decode([-1]) } == "vocabulary.unknown-id")
  }

  @Test("an added token with the id of another text is an error")
  func conflict() throws {
    for token in [AddedToken("<x>", id: 5, isSpecial: true), AddedToken("<x>", id: -1, isSpecial: true)] {
      let options = TokenizerOptions(pattern: .gpt2, addedTokens: [token])
      let code = thrownCode { _ = try TestData.tokenizer("tiny.tiktoken", options) }
      #expect(code == (token.id < 0 ? "limits.exceeded" : "vocabulary.duplicate-id"))
    }
    let twice = [AddedToken("<x>", id: 600, isSpecial: true), AddedToken("<y>", id: 600, isSpecial: true)]
    #expect(
      thrownCode { _ = try TestData.tokenizer("tiny.tiktoken", TokenizerOptions(pattern: .gpt2, addedTokens: twice)) }
        == "vocabulary.duplicate-id")
  }

  @Test("a token takes in the white space that it strips, by Unicode, and never what another has taken")
  func stripping() {
    let tokens = [
      AddedToken("<r>", id: 1, isSpecial: true, stripping: .after),
      AddedToken("<l>", id: 2, isSpecial: true, stripping: .before),
      AddedToken("<b>", id: 3, isSpecial: false, stripping: [.before, .after]),
      AddedToken("<a>", id: 4, isSpecial: false, stripping: [.before, .after, .onlyASCII]),
    ]
    func taken(_ text: String) -> [Range<Int>] {
      let bytes = Array(text.utf8)
      return AddedTokenMatcher(tokens).matches(in: bytes.span, specialTokensIn: [0..<bytes.count]).map(\.taken)
    }
    #expect(taken("x <r> \n\u{3000}y") == [2..<10])
    #expect(taken("x \u{A0}<l> y") == [1..<7])
    #expect(taken("<r>  <l>") == [0..<5, 5..<8])
    #expect(taken(" <b> <b> ") == [0..<5, 5..<9])
    #expect(taken("é<l>") == [2..<5])
    #expect(taken("x\u{3000} \t<a>\u{B}\r\u{A0} ") == [4..<11])
    #expect(taken("<l>\u{200B}<r>\u{200B}") == [0..<3, 6..<9])
  }
}
