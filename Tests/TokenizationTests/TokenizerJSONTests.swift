import TestSupport
import Testing

@testable import Tokenization

@Suite("tokenizer.json")
struct TokenizerJSONTests {
  private func tokenizer(_ file: TinyTokenizerJSON) throws -> any Tokenizer {
    try VocabularyFile(path: "tokenizer.json", bytes: file.bytes).makeTokenizer()
  }

  private func ids(_ text: String, _ file: TinyTokenizerJSON) throws -> [Int32] {
    try tokenizer(file).makeEncoder().encode(Array(text.utf8)).ids
  }

  private func code(_ file: TinyTokenizerJSON) -> String? {
    thrownCode { _ = try tokenizer(file) }
  }

  @Test("merges are taken in their own order, as strings or as pairs")
  func merges() throws {
    var file = TinyTokenizerJSON()
    #expect(try ids("abc", file) == [258])
    file.mergesArePairs = true
    #expect(try ids("abc", file) == [258])
    // With the second merge first, "bc" is made before "ab", and nothing joins "a" to it.
    file.merges = ["b c", "a b", "ab c"]
    #expect(try ids("abc", file) == [0x61, 257])
    #expect(try ids("x abc", file) == [0x78, 0x20, 0x61, 257])
  }

  @Test("a pre-token that is a token is taken whole only where the file says so")
  func wholeTokens() throws {
    var file = TinyTokenizerJSON()
    file.merges = ["b c"]
    #expect(try ids("abc", file) == [0x61, 257])
    file.model += #","ignore_merges":true"#
    #expect(try ids("abc", file) == [258])
  }

  @Test("long and short pre-tokens are merged as the plain reference merges them")
  func equalsReference() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<40 {
      var file = TinyTokenizerJSON()
      var texts = ["a", "b", "c"]
      file.tokens = TinyTokenizerJSON.alphabet.map { String($0) }
      file.merges = []
      for _ in 0..<12 {
        guard let left = texts.randomElement(using: &generator), let right = texts.randomElement(using: &generator),
          !file.merges.contains("\(left) \(right)")
        else { continue }
        file.merges.append("\(left) \(right)")
        if !texts.contains(left + right) {
          texts.append(left + right)
          file.tokens.append(left + right)
        }
      }
      let encoder = try tokenizer(file).makeEncoder()
      for length in [1, 2, 7, 16, 95, 96, 97, 300] {
        let text = (0..<length).map { _ in "abc".randomElement(using: &generator).map { String($0) } ?? "" }
        var parts = text
        while let best = file.merges.first(where: { pairs(parts).contains($0) }),
          let place = pairs(parts).firstIndex(of: best)
        {
          parts.replaceSubrange(place...place + 1, with: [parts[place] + parts[place + 1]])
        }
        let expected = parts.compactMap { part in file.tokens.firstIndex(of: part).map { Int32($0) } }
        #expect(
          try encoder.encode(Array(text.joined().utf8)).ids == expected,
          "seed \(seed), round \(round), merges \(file.merges), text \(text.joined())")
      }
    }
  }

  private func pairs(_ parts: [String]) -> [String] { zip(parts, parts.dropFirst()).map { "\($0) \($1)" } }

  @Test("GPT-2's and Qwen3's tokenizer.json hold the same tokens as their rank files")
  func equalRankFiles() throws {
    for (json, ranks) in [("gpt2.tokenizer.json", "gpt2.tiktoken"), ("qwen3/tokenizer.json", "qwen.tiktoken")] {
      let test = "tokens of \(json)"
      guard let jsonPath = TestData.vocabulary(json, test), let rankPath = TestData.vocabulary(ranks, test) else {
        continue
      }
      let own = try VocabularyFile.open(jsonPath).makeTokenizer().vocabulary
      let other = try VocabularyFile.open(rankPath).makeTokenizer().vocabulary
      #expect((0..<Int32(other.size)).allSatisfy { own.table.bytes(of: $0) == other.table.bytes(of: $0) })
    }
  }

  @Test("added tokens come from the file, and those that are normalized are looked for last")
  func addedTokens() throws {
    var file = TinyTokenizerJSON()
    file.addedTokens = [
      TinyTokenizerJSON.added("<s>", id: 300, "special right"), TinyTokenizerJSON.added("<x", id: 301, "normalized"),
      TinyTokenizerJSON.added("x>", id: 302),
    ]
    let vocabulary = try tokenizer(file).vocabulary
    #expect(vocabulary.addedTokens.map(\.id) == [300, 301, 302])
    #expect(vocabulary.kind(of: 300) == .control && vocabulary.kind(of: 302) == .userDefined)
    let matcher = AddedTokenMatcher(vocabulary.addedTokens)
    let text = Array("a<s> \n b<x>".utf8)
    let matches = matcher.matches(in: text.span, specialTokensIn: [0..<text.count])
    #expect(matches.map(\.token.id) == [300, 302])
    #expect(matches.map(\.taken) == [1..<7, 9..<11])
    #expect(matches.map(\.range) == [1..<4, 9..<11])
    // A profile may call a token special; how it is matched stays the file's.
    let options = TokenizerOptions(addedTokens: [AddedToken("x>", id: 302, isSpecial: true)])
    let changed = try VocabularyFile(path: "t", bytes: file.bytes).makeTokenizer(options).vocabulary
    #expect(changed.kind(of: 302) == .control && changed.size == 303)
  }

  @Test("a Split by any pattern cuts as that pattern does")
  func anyPattern() throws {
    var file = TinyTokenizerJSON()
    file.preTokenizer =
      #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"b+"},"behavior":"Isolated","invert":false},"#
      + #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":false,"use_regex":false}]}"#
    let encoder = try VocabularyFile(path: "t", bytes: file.bytes).makeTokenizer().makeEncoder()
    // No merge reaches across the border of what the pattern takes and what it leaves.
    #expect(try encoder.encode(Array("aabcaa".utf8)).ids.count == 4)
    #expect(try encoder.encode(Array("aabcaa".utf8)).ranges == [0..<2, 2..<3, 3..<4, 4..<6])
  }

  @Test("other settings that would change ids are refused")
  func settings() {
    func refuses(_ change: (inout TinyTokenizerJSON) -> Void) -> Bool {
      var file = TinyTokenizerJSON()
      change(&file)
      return code(file) == "vocabulary.unsupported-setting"
    }
    #expect(refuses { $0.normalizer = #"{"type":"Unheard"}"# })
    #expect(refuses { $0.model = #""type":"Unheard""# })
    #expect(refuses { $0.model = #""type":"BPE","dropout":0.1"# })
    #expect(refuses { $0.root = #""extra":1,"# } == false)
    #expect(
      refuses {
        $0.addedTokens = [TinyTokenizerJSON.added("x", id: 300, "right"), TinyTokenizerJSON.added(" y", id: 301)]
      })
    #expect(!refuses { $0.normalizer = #"{"type":"Sequence","normalizers":[]}"# })
  }

  @Test("contradictions are errors with a code")
  func damage() {
    func code(_ change: (inout TinyTokenizerJSON) -> Void) -> String? {
      var file = TinyTokenizerJSON()
      change(&file)
      return self.code(file)
    }
    #expect(code { _ in } == nil)
    // The reference takes the last of two equal merges.
    #expect(code { $0.merges.append("a b") } == nil)
    #expect(code { $0.merges.append("a") } == "vocabulary.corrupt-json")
    #expect(code { $0.merges.append("a b c") } == "vocabulary.corrupt-json")
    #expect(code { $0.merges.append("z z") } == "vocabulary.corrupt-json")
    #expect(code { $0.merges.append("漢 字") } == "vocabulary.corrupt-json")
    #expect(code { $0.merges.append(" a") } == "vocabulary.corrupt-json")
    #expect(code { $0.tokens.append("ab") } == "json.duplicate-key")
    #expect(code { $0.tokens.append("") } == nil)
    #expect(
      code { $0.addedTokens = [TinyTokenizerJSON.added("x", id: 300), TinyTokenizerJSON.added("x", id: 301)] }
        == "vocabulary.duplicate-token")
    #expect(
      code { $0.addedTokens = [TinyTokenizerJSON.added("x", id: 300), TinyTokenizerJSON.added("y", id: 300)] }
        == "vocabulary.duplicate-id")
    #expect(code { $0.addedTokens = [TinyTokenizerJSON.added("x", id: 5)] } == "vocabulary.corrupt-json")
    #expect(code { $0.addedTokens = [TinyTokenizerJSON.added("x", id: 5_000_000)] } == "vocabulary.corrupt-json")
    #expect(code { $0.addedTokens = [TinyTokenizerJSON.added("", id: 300)] } == "vocabulary.corrupt-json")
    #expect(code { $0.addedTokens = ["7"] } == "vocabulary.corrupt-json")
    #expect(code { $0.addedTokens = [TinyTokenizerJSON.added("ab", id: 300)] } == "vocabulary.corrupt-json")
    #expect(code { $0.addedTokens = [TinyTokenizerJSON.added("ab", id: 256)] } == nil)
    #expect(
      code {
        $0.tokens.append("<｜x｜>")
        $0.addedTokens = [TinyTokenizerJSON.added("<｜x｜>", id: 300)]
      } == "vocabulary.corrupt-json")
  }

  @Test("added tokens whose ids belong to other texts get the next ones, as the reference gives them")
  func takenIDs() throws {
    var file = TinyTokenizerJSON()
    file.addedTokens = [TinyTokenizerJSON.added("ab", id: 256), TinyTokenizerJSON.added("xyz", id: 5)]
    #expect(try tokenizer(file).vocabulary.addedTokens.map(\.id) == [256, 261])
  }

  @Test("a byte that is no token is left out where the file has no unknown token")
  func missingByte() throws {
    var file = TinyTokenizerJSON()
    file.tokens[0x78] = "gone"
    #expect(try ids("axb", file) == [256])
    #expect(try ids("aéb", file) == [0x61, 0xC3, 0xA9, 0x62])
  }

  @Test("ranges are trimmed where the file says so")
  func trimming() throws {
    var file = TinyTokenizerJSON()
    file.root = #""post_processor":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true},"#
    let tokens = try tokenizer(file).makeEncoder().encode(Array("x a  b".utf8))
    #expect(tokens.ids == [0x78, 259, 0x20, 0x20, 0x62])
    #expect(tokens.ranges == [0..<1, 2..<3, 4..<4, 5..<5, 5..<6])
  }

  @Test("bytes that are changed or cut off never trap")
  func fuzz() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var file = TinyTokenizerJSON()
    file.addedTokens = [TinyTokenizerJSON.added("<s>", id: 300, "special right")]
    let whole = file.bytes
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0x20...0x7E, using: &generator)
      }
      if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
      guard let tokenizer = try? VocabularyFile(path: "t", bytes: bytes).makeTokenizer(TokenizerOptions(pattern: .gpt2))
      else { continue }
      _ = try? tokenizer.makeEncoder().encode(Array("abc <s> aa".utf8))
    }
  }
}
