import Foundation
import Testing

@testable import Tokenization

/// What the reference does that one would not expect, each with its answer.
@Suite("Quirks of tokenizer.json")
struct PipelineQuirkTests {
  /// A file with whole words as tokens, from id 1; 0 is unknown.
  private func file(
    _ tokens: [String], normalizer: String = "null", preTokenizer: String = "null", added: [String] = [],
    root: String = "", decoder: String = "null", processor: String = "null"
  ) -> [UInt8] {
    let vocabulary = (["<unk>"] + tokens).enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
    return Array(
      ("{\"version\":\"1.0\",\(root)\"added_tokens\":[\(added.joined(separator: ","))],\"normalizer\":\(normalizer),"
        + "\"pre_tokenizer\":\(preTokenizer),\"post_processor\":\(processor),\"decoder\":\(decoder),"
        + "\"model\":{\"type\":\"WordLevel\",\"vocab\":{\(vocabulary)},\"unk_token\":\"<unk>\"}}").utf8)
  }

  private func encode(_ text: String, _ file: [UInt8]) throws -> TokenBuffer {
    try VocabularyFile(path: "t", bytes: file).makeTokenizer().makeEncoder().encode(Array(text.utf8))
  }

  @Test("Metaspace's \"first\" is the first byte of the text: white space that was stripped takes the prefix away")
  func strippedFirst() throws {
    let file = file(
      ["a", "▁a"], normalizer: #"{"type":"Strip","strip_left":true,"strip_right":false}"#,
      preTokenizer: #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}"#)
    #expect(try encode("a", file).ids == [2])
    #expect(try encode(" a", file).ids == [1])
    #expect(try encode(" a", file).ranges == [1..<2])
  }

  @Test("a special token that is matched in normalized text is matched where the caller says, across what was replaced")
  func normalizedTokens() throws {
    let file = file(
      ["a", "b", "▁"], normalizer: #"{"type":"Replace","pattern":{"String":" "},"content":"▁"}"#,
      added: [TinyTokenizerJSON.added("a b", id: 4, "normalized special")])
    let tokenizer = try VocabularyFile(path: "t", bytes: file).makeTokenizer()
    let encoder = tokenizer.makeEncoder()
    let text = Array("a b".utf8)
    #expect(AddedTokenMatcher(tokenizer.vocabulary.addedTokens).matches(in: text.span) { _, _ in true }.isEmpty)
    var tokens = TokenBuffer()
    try encoder.encode(text.span, boundary: .textStart, specialTokensIn: [0..<3], offset: 10, into: &tokens)
    #expect(tokens.ids == [4] && tokens.ranges == [10..<13])
    #expect(try encoder.count(text.span, boundary: .textStart, specialTokensIn: [0..<3]) == 1)
    #expect(try encoder.encode(text).ids == [0])
    tokens.removeAll()
    try encoder.encode(text.span, boundary: .textStart, specialTokensIn: [0..<2], offset: 0, into: &tokens)
    #expect(tokens.ids == [0])
    // It is decoded as it was normalized.
    #expect(try tokenizer.vocabulary.decode([4]) == Array("a▁b".utf8))
  }

  @Test("a token that must be a single word hides what it spells where it is none")
  func singleWord() {
    let matcher = AddedTokenMatcher([
      AddedToken(text: Array("ab".utf8), id: 1, isSpecial: false, isSingleWord: true),
      AddedToken("b", id: 2, isSpecial: false),
    ])
    func ids(_ text: String) -> [Int32] {
      matcher.matches(in: Array(text.utf8).span, specialTokensIn: []).map(\.token.id)
    }
    #expect(ids("ab") == [1] && ids("(ab)") == [1] && ids("ab ab") == [1, 1])
    #expect(ids("xab") == [] && ids("abx") == [] && ids("é ab") == [1] && ids("éab") == [])
    #expect(ids("ab_ab") == [] && ids("xb") == [2])
  }

  @Test("truncation and padding are no part of a text's tokens")
  func truncation() throws {
    let cut = #""truncation":{"direction":"Right","max_length":1,"strategy":"LongestFirst","stride":0},"#
    let pad = #""padding":{"strategy":{"Fixed":9},"direction":"Right","pad_id":1,"pad_type_id":0,"pad_token":"a"},"#
    let file = file(["a", "b"], preTokenizer: #"{"type":"WhitespaceSplit"}"#, root: cut + pad)
    #expect(try encode("a b a", file).ids == [1, 2, 1])
    #expect(try VocabularyFile(path: "t", bytes: file).makeTokenizer().vocabulary.padID == 1)
  }

  @Test("what a file puts around a text is told, and tokenizer_config.json has the last word")
  func sequenceTokens() throws {
    let template =
      #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"#
      + #""pair":[],"special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}}"#
    let bytes = file(
      ["<s>", "</s>", "a"], added: [TinyTokenizerJSON.added("<s>", id: 1, "special")], processor: template)
    let plain = try VocabularyFile(path: "tokenizer.json", bytes: bytes).makeTokenizer().vocabulary
    #expect(plain.sequenceTokens == SequenceTokens(before: [1]) && plain.bosID == 1 && plain.eosID == nil)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("tokenizer.json").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let config = folder.appendingPathComponent("tokenizer_config.json")
    let text =
      #"{"bos_token":"<s>","eos_token":{"content":"</s>"},"unk_token":"<unk>","add_bos_token":false,"add_eos_token":true,"#
      + #""added_tokens_decoder":{"2":{"content":"</s>","special":true},"9":{"content":"<tool>","special":false}}}"#
    try Data(text.utf8).write(to: config)
    let vocabulary = try VocabularyFile.open(path).makeTokenizer().vocabulary
    #expect(vocabulary.sequenceTokens == SequenceTokens(after: [2]))
    #expect(vocabulary.bosID == 1 && vocabulary.eosID == 2 && vocabulary.unknownID == 0)
    #expect(vocabulary.kind(of: 2) == .control && vocabulary.id(of: Array("<tool>".utf8)) == 9)
    try Data("{".utf8).write(to: config)
    #expect(thrownCode { _ = try VocabularyFile.open(path).makeTokenizer() }?.hasPrefix("json.") == true)
  }

  @Test("steps that are not there, or lack a setting, are errors that name them")
  func unknownSteps() {
    func code(_ change: (inout [String: String]) -> Void) -> String? {
      var parts = ["normalizer": "null", "pre": "null", "decoder": "null", "processor": "null"]
      change(&parts)
      let bytes = file(
        ["a"], normalizer: parts["normalizer"] ?? "", preTokenizer: parts["pre"] ?? "",
        decoder: parts["decoder"] ?? "", processor: parts["processor"] ?? "")
      return thrownCode { _ = try VocabularyFile(path: "t", bytes: bytes).makeTokenizer() }
    }
    for key in ["normalizer", "pre", "decoder", "processor"] {
      #expect(code { $0[key] = #"{"type":"Unheard"}"# } == "vocabulary.unsupported-setting")
      #expect(code { $0[key] = "{}" } == "vocabulary.corrupt-json")
      #expect(code { $0[key] = "7" } == "vocabulary.corrupt-json")
    }
    #expect(code { $0["pre"] = #"{"type":"FixedLength","length":0}"# } == "vocabulary.corrupt-json")
    #expect(code { $0["pre"] = #"{"type":"Metaspace","replacement":"ab"}"# } == "vocabulary.corrupt-json")
    #expect(
      code { $0["pre"] = #"{"type":"Metaspace","replacement":"▁","add_prefix_space":false}"# }
        == "vocabulary.corrupt-json")
    #expect(code { $0["normalizer"] = #"{"type":"Strip","strip_left":true}"# } == "vocabulary.corrupt-json")
    #expect(
      code { $0["normalizer"] = #"{"type":"Precompiled","precompiled_charsmap":"AAAA"}"# } == "vocabulary.corrupt-json")
    #expect(
      code { $0["normalizer"] = #"{"type":"Replace","pattern":{"Regex":"("},"content":""}"# }
        == "tokenization.pattern-unsupported")
  }

  @Test(
    "a token that is matched with white space at its start, beside one that takes in the white space behind it, is refused",
    arguments: [
      (
        #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}"#,
        "中"
      ),
      (#"{"type":"Prepend","prepend":" "}"#, "xy"), (#"{"type":"NFKC"}"#, "´a"),
      (#"{"type":"Replace","pattern":{"String":"x"},"content":"\n"}"#, "xy"), ("null", " xy"),
    ])
  func whitespaceAfterNormalization(normalizer: String, token: String) throws {
    func file(stripping: Bool, _ normalizer: String) -> [UInt8] {
      let added = { (id: Int, text: String, strips: Bool) in
        #"{"id":\#(id),"content":"\#(text)","special":false,"normalized":true,"lstrip":false,"rstrip":\#(strips),"#
          + #""single_word":false}"#
      }
      return self.file(["a"], normalizer: normalizer, added: [added(2, token, false), added(3, "zz", stripping)])
    }
    #expect(
      thrownCode { _ = try VocabularyFile(path: "t", bytes: file(stripping: true, normalizer)).makeTokenizer() }
        == "vocabulary.unsupported-setting")
    // Without a normalizer it is no matter of the encoder.
    if normalizer != "null" { #expect(try encode(token, file(stripping: false, normalizer)).ids == [2]) }
  }

  @Test("a text costs what its length says, whatever its characters")
  func linear() throws {
    let bytes = file(
      ["a"],
      normalizer: #"{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"BertNormalizer","clean_text":true,"#
        + #""handle_chinese_chars":true,"strip_accents":true,"lowercase":true}]}"#,
      preTokenizer: #"{"type":"BertPreTokenizer"}"#)
    let encoder = try VocabularyFile(path: "t", bytes: bytes).makeTokenizer().makeEncoder()
    // Marks of two classes in turn, which have to be sorted.
    for part in ["a", " ", "\u{316}\u{301}", "漢", "😀"] {
      let text = Array(String(repeating: part, count: 20_000).utf8)
      #expect(try encoder.encode(text).count == encoder.count(text))
    }
  }
}
