import Diagnostics
import Foundation
import Testing

@testable import Tokenization

@Suite("Patterns without a scanner")
struct RegexTests {
  /// The pieces that `pattern` cuts `text` into.
  private func pieces(_ pattern: String, _ text: String, _ dialect: RegexDialect = .oniguruma) throws -> [String] {
    try pieces([pattern], Array(text.utf8), dialect).map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
  }

  private func pieces(_ patterns: [String], _ text: [UInt8], _ dialect: RegexDialect) throws -> [Range<Int>] {
    let steps = try RegexSteps(patterns.map { Array($0.utf8) }, dialect: dialect)
    let splitter = try #require(RegexSplitter(steps))
    return Self.pieces(of: try splitter.cuts(of: text.span))
  }

  private static func pieces(of cuts: TextCuts) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    for part in cuts.parts {
      var start = part.lowerBound
      while start < part.upperBound {
        let end = cuts.next(after: start)
        pieces.append(start..<end)
        start = end
      }
    }
    return pieces
  }

  @Test("an interval with a + is possessive to Rust and a repetition of the interval to Ruby")
  func intervals() throws {
    #expect(try pieces(#"\p{N}{1,3}+"#, "1234567", .fancyRegex) == ["123", "456", "7"])
    #expect(try pieces(#"\p{N}{1,3}+"#, "1234567") == ["1234567"])
    #expect(try pieces(#"a{2}?"#, "aaaa") == ["aa", "aa"])
    #expect(try pieces(#"a{2}?b?"#, "b") == ["b"])
    #expect(try pieces(#"a{,2}"#, "aaa") == ["aa", "a"])
    #expect(try pieces(#"a{x}|."#, "a{x}b") == ["a{x}", "b"])
  }

  @Test("a reference to the character just captured takes that character again")
  func references() throws {
    let pattern = #"[()]|([!*=-])\1*|x([ab])\2{2}"#
    #expect(try pieces(pattern, "--(==*!!!)") == ["--", "(", "==", "*", "!!!", ")"])
    #expect(try pieces(pattern, "xaaaxaabxbbb") == ["xaaa", "xaab", "xbbb"])
    #expect(try pieces(#"([0-9])\1+|."#, "11122133") == ["111", "22", "1", "33"])
  }

  @Test("text that no match takes is a piece of its own to a Split, and lost to tiktoken")
  func gaps() throws {
    #expect(try pieces(#"\p{L}+"#, "ab, cd") == ["ab", ", ", "cd"])
    #expect(try pieces(#"\p{L}+"#, "ab, cd", .fancyRegex) == ["ab", "cd"])
    let options = { (text: String) throws in
      var options = TokenizerOptions()
      options.cutting = try PretokenizerRule(nameOrText: text)
      return options
    }
    let encoder = try TestData.tokenizer("tiny.tiktoken", options(#"\p{L}+"#)).makeEncoder()
    let tokens = try encoder.encode(Array("é, c".utf8))
    #expect(tokens.starts.last == 4 && tokens.ends.last == 5)
    #expect(try encoder.count(Array("é, c".utf8)) == tokens.count)
    #expect(try encoder.count(Array(", 1".utf8)) == 0)
  }

  @Test("an empty match cuts where it stands")
  func emptyMatches() throws {
    #expect(try pieces(#"(?<=\p{Ll})(?=\p{Lu})"#, "camelCaseWord") == ["camel", "Case", "Word"])
    #expect(try pieces("", "añb") == ["a", "ñ", "b"])
  }

  @Test("lines begin and end as each library has it")
  func lines() throws {
    #expect(try pieces("^.", "ab\ncd") == ["a", "b\n", "c", "d"])
    #expect(try pieces("^.|[^^]", "ab\ncd", .fancyRegex) == ["a", "b", "\n", "c", "d"])
    #expect(try pieces(#"b$"#, "b\nb\n") == ["b", "\n", "b", "\n"])
    #expect(try pieces(#"b$|[^b]|b"#, "b\nb", .fancyRegex) == ["b", "\n", "b"])
  }

  @Test("Oniguruma takes the numbers of Latin-1 for parts of words, but not in brackets")
  func latinNumbers() throws {
    #expect(try pieces(#"\w+"#, "2½a b") == ["2½a", " ", "b"])
    #expect(try pieces(#"[\w]+"#, "2½a b") == ["2", "½", "a", " ", "b"])
    #expect(try pieces(#"\w+|[^\w]"#, "2½a", .fancyRegex) == ["2", "½", "a"])
  }

  @Test("where case is ignored, the long s and the sign for Kelvin count")
  func caseFolding() throws {
    #expect(try pieces("(?i:'s)", "x'ſy'Sz") == ["x", "'ſ", "y", "'S", "z"])
    #expect(try pieces("(?i)[k]", "kK\u{212A}x") == ["k", "K", "\u{212A}", "x"])
    #expect(try pieces("ab(?i)c|def", "abC DEF abDeF") == ["abC", " DEF ", "abDeF"])
  }

  @Test(
    "what cannot be run exactly is named",
    arguments: [
      (#"(ab)\1"#, "reference", RegexDialect.oniguruma), (#"(?i)([ab])\1"#, "reference", .oniguruma),
      (#"([ab])c\1"#, "reference", .oniguruma), (#"(a)([bc])\1"#, "reference", .oniguruma),
      (#"(?<n>a)([bc])\2"#, "reference", .oniguruma), (#"([ab])\1(?<n>c)"#, "reference", .oniguruma),
      (#"(?<n>a)\k<n>"#, "reference", .fancyRegex),
      (#"\g<1>(a)"#, "call", .oniguruma), (#"\Ga"#, #"\G"#, .oniguruma), (#"a\Kb"#, #"\K"#, .fancyRegex),
      (#"\X"#, #"\X"#, .oniguruma), (#"(?~ab)"#, "(?~", .oniguruma), ("(?(1)a|b)", "(?(", .fancyRegex),
      ("(*FAIL)", "verb", .fancyRegex), (#"\p{Klingon}"#, "Klingon", .oniguruma), ("(a", "closed", .oniguruma),
      ("a)", "closes", .fancyRegex), ("[a", "closed", .oniguruma), ("[b-a]", "order", .fancyRegex),
      ("*a", "nothing", .oniguruma), (#"a\"#, "end", .oniguruma), ("(?i:ss)", "case", .oniguruma),
      ("(?i:[ß])", "case", .oniguruma), ("(?s:.)", "(?s", .oniguruma), ("a**", "repetition", .fancyRegex),
      (#"\y"#, #"\y"#, .fancyRegex), ("a{70000}", "70000", .oniguruma), ("(((a{900}){900}){900})", "PCRE2", .oniguruma),
      (String(repeating: "(", count: 100), "nested", .oniguruma), ("[[:nothing:]]", "nothing", .fancyRegex),
      (#"\xFF"#, "byte", .oniguruma), (#"\uD800"#, "character", .fancyRegex), ("(?<=a+)b", "PCRE2", .oniguruma),
    ])
  func unsupported(pattern: String, named: String, dialect: RegexDialect) {
    do {
      _ = try RegexSteps([Array(pattern.utf8)], dialect: dialect)
      Issue.record("\(pattern) was taken")
    } catch let error as TrainPackError {
      #expect(error.code == .patternUnsupported)
      if named != "70000" { #expect(error.message.contains(named)) }
    } catch {
      Issue.record(error)
    }
  }

  @Test(
    "a pattern that would try for ever ends in an error, and so does the text that it was given with",
    arguments: ["(a+)+$", "(a|aa)+$", "(?:a*)*$", "(x+x+)+y|(a?){30}a{30}$"])
  func costly(pattern: String) throws {
    let text = String(repeating: "a", count: 60) + "b" + String(repeating: "xy", count: 10)
    for dialect in RegexDialect.allCases {
      do {
        _ = try pieces([pattern], Array(text.utf8), dialect)
      } catch let error as TrainPackError {
        #expect(error.code == .patternTooCostly)
      }
    }
    #expect(
      thrownCode { _ = try pieces(["(a|aa)+$"], Array(text.utf8), .oniguruma) } == "tokenization.pattern-too-costly")
  }

  @Test("long runs and deep repetitions need no stack")
  func longTexts() throws {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 300_000)
    #expect(try pieces([#"\p{L}+"#], text, .oniguruma) == [0..<300_000])
    #expect(try pieces([#"(?:a|b)+"#], text, .oniguruma) == [0..<300_000])
    #expect(try pieces([#"(?:ab?)+"#], text, .oniguruma) == [0..<300_000])
  }

  @Test("pieces equal those of Splits", .timeLimit(.minutes(2)))
  func equalsOniguruma() throws {
    try compare("pieces equal those of Splits", kind: "split", .oniguruma, textCount: 120)
  }

  @Test("pieces equal those of tiktoken", .timeLimit(.minutes(2)))
  func equalsTiktoken() throws {
    try compare("pieces equal those of tiktoken", kind: "split-tiktoken", .fancyRegex, textCount: 25)
  }

  private struct Entry: Decodable {
    var name: String
    var steps: [String]
  }

  private func compare(_ test: String, kind: String, _ dialect: RegexDialect, textCount: Int) throws {
    guard let oracle = ReferenceOracle(for: test, covering: "the patterns of many tokenizers") else { return }
    let seed = UInt64.random(in: .min ... .max)
    let longest = dialect == .fancyRegex ? 60 : Int.max
    let texts = Array(
      (SweepTexts.hard.prefix(40) + SweepTexts.random(seed: seed).prefix(textCount)).filter { $0.count < longest })
    let entries = try JSONDecoder().decode([Entry].self, from: Data(TestData.fixture("patterns.json")))
    for entry in entries where dialect == .oniguruma || Self.coversAll.contains(entry.name) {
      let splitter = try #require(RegexSplitter(RegexSteps(entry.steps.map { Array($0.utf8) }, dialect: dialect)))
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try JSONEncoder().encode(entry.steps).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      for (text, answer) in zip(texts, try oracle.encode(texts, kind: kind, vocabulary: file.path)) {
        let own = Self.pieces(of: try splitter.cuts(of: text.span))
        let reference = answer.ranges.map { Int($0.lowerBound)..<Int($0.upperBound) }
        #expect(own == reference, "\(entry.name), seed \(seed): \(quoted(text))")
      }
    }
  }

  /// The patterns of one step that leave nothing of a text out.
  private static let coversAll: Set<String> = [
    "gpt2", "gpt2 tiktoken", "cl100k", "cl100k old", "o200k", "qwen2", "tekken", "seed coder", "kimi", "bailing",
    "exaone", "qwen35", "words2",
  ]
}
