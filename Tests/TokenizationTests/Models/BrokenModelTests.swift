import Diagnostics
import Testing

@testable import Tokenization

@Suite("broken models of tokenizer.json")
struct BrokenModelTests {
  private func code(_ json: String, limits: Limits = Limits()) -> String? {
    thrownCode { _ = try PieceModelSupport.vocabulary(json, limits: limits) }
  }

  private func bpe(_ vocabulary: String, _ merges: String = "[]", _ settings: String = "") -> String? {
    code(#"{"type":"BPE","vocab":\#(vocabulary),"merges":\#(merges)\#(settings)}"#)
  }

  @Test(
    "what is missing or of another kind is named",
    arguments: [
      #"[]"#, #"{}"#, #"{"type":"BPE"}"#, #"{"type":"BPE","vocab":{}}"#, #"{"type":"BPE","vocab":[],"merges":[]}"#,
      #"{"type":"BPE","vocab":{},"merges":{}}"#, #"{"type":7,"vocab":{},"merges":[]}"#,
      #"{"type":"BPE","vocab":{"a":-1},"merges":[]}"#, #"{"type":"BPE","vocab":{"a":1.5},"merges":[]}"#,
      #"{"type":"BPE","vocab":{"a":"0"},"merges":[]}"#, #"{"type":"BPE","vocab":{"a":99999999999},"merges":[]}"#,
      #"{"type":"BPE","vocab":{"a":0},"merges":["a"]}"#, #"{"type":"BPE","vocab":{"a":0},"merges":["a a a"]}"#,
      #"{"type":"BPE","vocab":{"a":0},"merges":[["a"]]}"#, #"{"type":"BPE","vocab":{"a":0},"merges":[7]}"#,
      #"{"type":"BPE","vocab":{"a":0,"aa":1},"merges":["a a",["a","a"]]}"#,
      #"{"type":"BPE","vocab":{"a":0},"merges":["a b"]}"#, #"{"type":"BPE","vocab":{"a":0},"merges":["b a"]}"#,
      #"{"type":"BPE","vocab":{"a":0},"merges":["a a"]}"#, #"{"type":"BPE","vocab":{"a":0},"merges":[" a"]}"#,
      ###"{"type":"BPE","vocab":{"a":0},"merges":["a a"],"continuing_subword_prefix":"##"}"###,
      #"{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":2}"#,
      #"{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":1}"#,
      #"{"type":"BPE","vocab":{"a":0},"merges":[],"fuse_unk":"yes"}"#,
      #"{"type":"Unigram"}"#, #"{"type":"Unigram","vocab":{}}"#, #"{"type":"Unigram","vocab":[["a"]]}"#,
      #"{"type":"Unigram","vocab":[["a","1"]]}"#, #"{"type":"Unigram","vocab":[["a",null]]}"#,
      #"{"type":"Unigram","vocab":[[1,1]]}"#, #"{"type":"Unigram","vocab":[["a",1e999]]}"#,
      #"{"type":"Unigram","vocab":[["a",1]],"unk_id":1}"#, #"{"type":"Unigram","vocab":[],"unk_id":0}"#,
      #"{"type":"Unigram","vocab":[["a",1]],"unk_id":-1}"#,
      ###"{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","vocab":{}}"###,
      #"{"type":"WordPiece","unk_token":"u","max_input_chars_per_word":9,"vocab":{}}"#,
      #"{"type":"WordLevel","vocab":{}}"#,
    ])
  func wrong(json: String) {
    #expect(code(json) == "vocabulary.corrupt-json", "\(json)")
  }

  @Test("two tokens with one id are an error, ids with gaps are not")
  func ids() {
    #expect(bpe(#"{"a":0,"b":0}"#) == "vocabulary.duplicate-id")
    #expect(bpe(#"{"a":0,"b":9}"#) == nil)
  }

  @Test("what is asked for and not there is named")
  func unsupported() {
    #expect(bpe(#"{"a":0}"#, "[]", #","dropout":0.1"#) == "vocabulary.unsupported-setting")
    #expect(bpe(#"{"a":0}"#, "[]", #","dropout":0.0"#) == nil)
    #expect(code(#"{"type":"Other","vocab":{}}"#) == "vocabulary.unsupported-setting")
  }

  @Test("tokens and lists beyond the limits are refused")
  func limits() {
    var limits = Limits()
    limits.maximumTokenBytes = 3
    limits.maximumVocabularyTokens = 2
    #expect(code(#"{"type":"Unigram","vocab":[["abcd",1]]}"#, limits: limits) == "limits.exceeded")
    #expect(code(#"{"type":"Unigram","vocab":[["a",1],["b",1],["c",1]]}"#, limits: limits) == "limits.exceeded")
    #expect(code(#"{"type":"WordLevel","unk_token":"","vocab":{"abcd":1}}"#, limits: limits) == "limits.exceeded")
    #expect(code(#"{"type":"WordLevel","unk_token":"","vocab":{"a":2}}"#, limits: limits) == "vocabulary.corrupt-json")
  }

  @Test("a file without the model's name is told by its fields")
  func unnamed() throws {
    #expect(try PieceModelSupport.vocabulary(#"{"vocab":{"a":0},"merges":[]}"#) is SubwordVocabulary)
    #expect(try PieceModelSupport.vocabulary(#"{"vocab":[["a",0]],"unk_id":0}"#) is UnigramVocabulary)
    #expect(try PieceModelSupport.vocabulary(#"{"vocab":{"a":0},"unk_token":"a"}"#) is WordLevelVocabulary)
    let wordPiece =
      ###"{"vocab":{"a":0},"unk_token":"a","continuing_subword_prefix":"##","max_input_chars_per_word":9}"###
    #expect(try PieceModelSupport.vocabulary(wordPiece) is WordPieceVocabulary)
  }
}
