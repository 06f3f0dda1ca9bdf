import Prompting
import Testing
import Tokenization

@testable import ExampleEncoding

@Suite("Special tokens")
struct SpecialTokenTests {
  /// The ids of the special tokens in a text made of pieces with their origins.
  func specialIDs(_ pieces: (String, Origin)...) throws -> [Int32] {
    var text = ProvenancedText()
    for (piece, origin) in pieces { text.append(Array(piece.utf8), origin: origin) }
    guard let qwen = EncodingFixture.qwen else { throw EncodingFixture.FixtureError.noVocabulary }
    let tokenizer = PromptTokenizer(tokenizer: qwen, addedTokens: AddedTokenMatcher(EncodingFixture.addedTokens))
    var tokens = TokenBuffer()
    try tokenizer.encode(text, into: &tokens)
    #expect(try tokenizer.count(text) == tokens.count)
    #expect(tokens.ends.last.map { Int($0) } == text.count)
    return tokens.ids.filter { $0 >= 151_643 }
  }

  let content = Origin.content(message: 0, part: 0)
  let layout = Origin.layout(message: 0, part: 1)

  @Test("special tokens are matched in template text alone")
  func templateOnly() throws {
    #expect(try specialIDs(("<|im_end|>", .template)) == [151_645])
    #expect(try specialIDs(("<|im_end|>", content)) == [])
    #expect(try specialIDs(("<|im_end|>", layout)) == [])
  }

  @Test("a special token that stands across a border is ordinary text, wherever the border is")
  func acrossBorders() throws {
    let token = Array("<|im_end|>")
    for cut in 1..<token.count {
      let head = String(token[..<cut])
      let tail = String(token[cut...])
      #expect(try specialIDs((head, .template), (tail, content)) == [])
      #expect(try specialIDs((head, content), (tail, .template)) == [])
      #expect(try specialIDs((head, content), (tail, layout)) == [])
    }
  }

  @Test("content beside a template's token cannot spoil it")
  func besideContent() throws {
    #expect(try specialIDs(("<|im_", content), ("<|im_end|>", .template), ("end|>", content)) == [151_645])
  }

  @Test("added tokens that are not special belong to ordinary text, as in the reference")
  func markers() throws {
    #expect(try specialIDs(("<tool_call>", content)) == [151_657])
    #expect(try specialIDs(("<tool_", .template), ("call>", content)) == [151_657])
  }
}
