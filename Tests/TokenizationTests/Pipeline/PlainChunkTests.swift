import TestSupport
import Testing

@testable import Tokenization

/// Counting reads chunks by short ways; encoding goes through all steps.
@Suite("chunks of tokenizer.json")
struct PlainChunkTests {
  /// A file whose tokens are letters, so that a count tells what the model saw.
  private func file(normalizers: [String], preTokenizer: String) -> [UInt8] {
    let letters = "abcdefghijklmnopqrstuvwxyz.,'`▁éöü".map { "[\"\($0)\",-2]" } + ["[\"▁a\",-3]", "[\"▁▁\",-3]"]
    let vocabulary = (["[\"<unk>\",-9]"] + letters).joined(separator: ",")
    return Array(
      ("{\"version\":\"1.0\",\"added_tokens\":[],\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":["
        + normalizers.joined(separator: ",") + "]},\"pre_tokenizer\":\(preTokenizer),\"post_processor\":null,"
        + "\"decoder\":null,\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[\(vocabulary)]}}").utf8)
  }

  private static let steps = [
    #"{"type":"NFKC"}"#, #"{"type":"NFD"}"#, #"{"type":"NFKD"}"#, #"{"type":"StripAccents"}"#, #"{"type":"Lowercase"}"#,
    #"{"type":"Nmt"}"#, #"{"type":"Replace","pattern":{"String":"``"},"content":"\""}"#,
    #"{"type":"Replace","pattern":{"String":" ."},"content":"."}"#,
    #"{"type":"Replace","pattern":{"String":"a"},"content":""}"#,
    #"{"type":"Replace","pattern":{"String":"\n"},"content":" x"}"#,
    #"{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"}"#,
    #"{"type":"Strip","strip_left":false,"strip_right":true}"#,
    #"{"type":"Strip","strip_left":true,"strip_right":true}"#,
    #"{"type":"Prepend","prepend":"▁"}"#,
  ]

  private static let preTokenizers: [String] = {
    func metaspace(_ scheme: String, _ splits: Bool = true) -> String {
      #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"\#(scheme)","split":\#(splits)}"#
    }
    func sequence(_ steps: String...) -> String {
      #"{"type":"Sequence","pretokenizers":[\#(steps.joined(separator: ","))]}"#
    }
    let whitespace = #"{"type":"WhitespaceSplit"}"#
    return [
      sequence(whitespace, metaspace("always")), sequence(whitespace, metaspace("first")),
      sequence(whitespace, metaspace("never", false)), whitespace, metaspace("always"), metaspace("first"),
      metaspace("never"), metaspace("always", false), #"{"type":"BertPreTokenizer"}"#, #"{"type":"Whitespace"}"#,
    ]
  }()

  private static let parts = [
    " ", " ", " ", "  ", "\n", "\r\n", "\t", "\u{A0}", "\u{3000}", "\u{200B}", "a", "word", "Of", "é", "e\u{301}", "ö",
    "``", "`",
    "''", ".", "▁", "…", "½", "¨", "\u{FDFA}", "漢字", "क्ष", "कि", "ก็ำ", "가", "\u{1100}\u{1161}", "\u{3131}", "ｶﾞ",
    "か\u{3099}",
    "\u{200D}", "👨\u{200D}👩", "\u{600}", "\u{301}", "\u{94D}", "\u{345}", "İ", "ﬁ", "\u{FFFD}", "q", "z",
  ]

  @Test("as many tokens are counted as encoding gives, whatever joins its neighbours, the second time too")
  func equalsEncoding() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<120 {
      let normalizers = (0..<Int.random(in: 0...4, using: &generator)).compactMap { _ in
        Self.steps.randomElement(using: &generator)
      }
      let preTokenizer = Self.preTokenizers[round % Self.preTokenizers.count]
      let encoder = try VocabularyFile(path: "t", bytes: file(normalizers: normalizers, preTokenizer: preTokenizer))
        .makeTokenizer().makeEncoder()
      for _ in 0..<12 {
        let text = (0..<Int.random(in: 0...25, using: &generator)).map { _ in
          Self.parts.randomElement(using: &generator) ?? ""
        }.joined()
        let bytes = Array(text.utf8)
        for boundary in [TextBoundary.textStart, .afterSpecialToken] {
          let expected = try encoder.encode(bytes, boundary: boundary).count
          let found = [
            try encoder.count(bytes, boundary: boundary), try encoder.count(bytes, boundary: boundary),
          ]
          #expect(
            found == [expected, expected], "seed \(seed): \(text.debugDescription) \(normalizers) \(preTokenizer)")
        }
      }
    }
  }

  @Test("marks, conjuncts and syllables in parts are stretches of several characters")
  func stretches() {
    func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
    for text in ["a", "漢", "e\u{301}", "कि", "क्ष", "가", "\u{1100}\u{1161}", "👨\u{200D}👩", "\r\n"] {
      #expect(CharacterJoins.isStretch(scalars(text)), "\(text.debugDescription)")
    }
    for text in ["\u{301}", "\u{94D}", "\u{1161}", "क्", "\u{1100}", "👨\u{200D}", "\u{600}", "\r", ""] {
      #expect(!CharacterJoins.isStretch(scalars(text)), "\(text.debugDescription)")
    }
  }

  @Test("the places of two bytes are those that a plain search finds, in texts of every length")
  func cutBytes() {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var cuts = CutBytes([0x20, 0x0A])
    for length in 0..<200 {
      let text = (0..<length).map { _ in ([0x20, 0x0A, 0x61, 0xA0] as [UInt8]).randomElement(using: &generator) ?? 0 }
      var found: [Int] = []
      cuts.begin(text.span)
      while let next = Optional(cuts.next(in: text.span)), next < length { found.append(next) }
      #expect(
        found == text.indices.filter { $0 > 0 && (text[$0] == 0x20 || text[$0] == 0x0A) }, "seed \(seed): \(length)")
    }
  }
}
