import Testing

@testable import Tokenization

@Suite("tekken.json")
struct TekkenFileTests {
  /// All bytes, then `ab` and `abc`, of which the last is beyond what is used.
  static func file(
    specials: String = "", size: Int = 267, count: Int = 10, pattern: String? = nil,
    edit: (inout [String]) -> Void = { _ in }
  ) -> [UInt8] {
    let tokens = (0...255).map { [UInt8($0)] } + [Array("ab".utf8), Array("abc".utf8)]
    var lines = tokens.enumerated().map { #"{"rank":\#($0),"token_bytes":"\#(base64($1))","token_str":null}"# }
    edit(&lines)
    let text = (pattern ?? PretokenizerPattern.tekken.texts[0]).replacing(#"\"#, with: #"\\"#)
    return Array(
      (#"{"config":{"pattern":"\#(text)","num_vocab_tokens":258,"default_vocab_size":\#(size),"#
        + #""default_num_special_tokens":\#(count),"version":"v3"},\#(specials)"vocab":["#
        + lines.joined(separator: ",") + "]}").utf8)
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var bits = 0
    for index in 0..<3 { bits = bits << 8 | (index < bytes.count ? Int(bytes[index]) : 0) }
    let all = [18, 12, 6, 0].map { digits[bits >> $0 & 63] }
    return String(all.prefix(bytes.count + 1)) + String(repeating: "=", count: 3 - bytes.count)
  }

  private func code(_ bytes: [UInt8]) -> String? {
    thrownCode { _ = try VocabularyFile(path: "tekken.json", bytes: bytes).makeTokenizer() }
  }

  @Test("special tokens stand in front, and only the first of the listed tokens are used")
  func shifted() throws {
    let tokenizer = try VocabularyFile(path: "tekken.json", bytes: Self.file()).makeTokenizer()
    #expect(try tokenizer.makeEncoder().encode(Array("abc".utf8)).ids == [266, 10 + 0x63])
    #expect(tokenizer.vocabulary.size == 267)
    #expect(tokenizer.vocabulary.bosID == 1 && tokenizer.vocabulary.eosID == 2)
    #expect(tokenizer.vocabulary.kind(of: 3) == .control)
    #expect(tokenizer.vocabulary.piece(of: 3) == Array("[INST]".utf8))
    #expect(try tokenizer.vocabulary.decode([1, 266, 2]) == Array("<s>ab</s>".utf8))
  }

  @Test("a list of special tokens is taken, and the rest of the block filled up")
  func specialTokens() throws {
    let specials = #""special_tokens":[{"rank":0,"token_str":"<a>","is_control":true},{"rank":2,"token_str":"<b>"}],"#
    let vocabulary = try VocabularyFile(path: "tekken.json", bytes: Self.file(specials: specials)).makeTokenizer()
      .vocabulary
    #expect(vocabulary.piece(of: 0) == Array("<a>".utf8))
    #expect(vocabulary.piece(of: 1) == Array("<SPECIAL_1>".utf8))
    #expect(vocabulary.piece(of: 2) == Array("<b>".utf8))
  }

  @Test("contradictions are errors with a code")
  func damage() {
    #expect(code(Self.file()) == nil)
    #expect(code(Self.file(pattern: "a+")) == nil)
    #expect(code(Self.file(pattern: #"(ab)\1"#)) == "tokenization.pattern-unsupported")
    #expect(code(Self.file(size: 300)) == "vocabulary.corrupt-json")
    #expect(code(Self.file(size: 9)) == "vocabulary.corrupt-json")
    #expect(code(Self.file(size: 100)) == "vocabulary.corrupt-json")
    #expect(code(Self.file { $0.swapAt(3, 4) }) == "vocabulary.corrupt-json")
    #expect(code(Self.file { $0[256] = #"{"rank":256,"token_bytes":"YQ=="}"# }) == "vocabulary.duplicate-token")
    #expect(code(Self.file { $0[256] = #"{"rank":256,"token_bytes":"!"}"# }) == "vocabulary.corrupt-json")
    #expect(code(Self.file { $0[0] = #"{"rank":0,"token_bytes":"YQ=="}"# }) == "vocabulary.corrupt-json")
    for list in [
      #"[{"rank":0,"token_str":"<a>"},{"rank":0,"token_str":"<b>"}]"#, #"[{"rank":99,"token_str":"<a>"}]"#,
      #"[{"rank":0,"token_str":"<a>"},{"rank":1,"token_str":"<a>"}]"#, #"[{"rank":0,"token_str":""}]"#, "7",
    ] {
      #expect(code(Self.file(specials: "\"special_tokens\":\(list),")) == "vocabulary.corrupt-json", "\(list)")
    }
  }
}
