import Diagnostics
import Foundation
import Testing

@testable import Tokenization

@Suite("Vocabulary files")
struct VocabularyFileTests {
  private func code(_ content: String) -> String? {
    thrownCode { _ = try VocabularyFile(path: "x", bytes: Array(content.utf8)) }
  }

  private func message(_ content: String) -> String {
    do {
      return "\(try VocabularyFile(path: "x", bytes: Array(content.utf8)).format)"
    } catch {
      return "\(error)"
    }
  }

  @Test("a file is recognised by its content, whatever its name")
  func recognises() throws {
    #expect(try VocabularyFile.open(TestData.fixturePath("tiny.tiktoken")).format == .tiktoken)
    #expect(try VocabularyFile.open(TestData.fixturePath("tiny-bpe.model")).format == .sentencePiece)
    #expect(try VocabularyFile(path: "x.model", bytes: TestData.fixture("tiny.tiktoken")).format == .tiktoken)
  }

  @Test("formats are told from one another by their first bytes")
  func formats() throws {
    let contents: [(String, VocabularyFormat)] = [
      ("GGUF\u{3}\0\0\0", .gguf), ("{\"!\": 0}", .gptVocabularyJSON), ("#version: 0.2\n\u{120} t", .gptMerges),
      ("{ \"\\\"{\" : 0}", .gptVocabularyJSON), ("{}", .huggingFaceJSON), ("{\"model\":{}}", .huggingFaceJSON),
      ("[PAD]\n[UNK]\n", .wordPiece), ("the\r\n[UNK]\r\n", .wordPiece),
    ]
    for (content, format) in contents {
      #expect(try VocabularyFile(path: "x", bytes: Array(content.utf8)).format == format, "\(content)")
    }
    #expect(message("hello").contains("tiktoken rank file"))
  }

  @Test(
    "anything else is refused with how it starts",
    arguments: ["", "hello", "version https://git-lfs.github.com/spec/v1\n", "<!doctype html>", "\n", "\0\0", "a b c"])
  func unknown(content: String) {
    #expect(code(content) == "vocabulary.unknown-format")
  }

  @Test("a path that cannot be read and a file above the limit are errors with the path")
  func unreadable() throws {
    #expect(thrownCode { _ = try VocabularyFile.open("/nonexistent/x.model") } == "vocabulary.unreadable")
    #expect(thrownCode { _ = try VocabularyFile.open("/tmp") } == "vocabulary.unreadable")
    var limits = Limits()
    limits.maximumVocabularyBytes = 100
    let path = TestData.fixturePath("tiny.tiktoken")
    #expect(thrownCode { _ = try VocabularyFile.open(path, limits: limits) } == "limits.exceeded")
    #expect(thrownCode { _ = try VocabularyFile.open("/dev/zero", limits: limits) } == "limits.exceeded")
    do {
      _ = try VocabularyFile.open("/nonexistent/x.model")
    } catch let error as TrainPackError {
      #expect(error.location?.source == "/nonexistent/x.model")
      #expect(error.message.contains("No such file"))
    }
  }

  @Test("the library is an engine for SentencePiece models, and an error that says so for any other format")
  func library() throws {
    let options = TokenizerOptions(pattern: .cl100k, engine: .library)
    let ranks = try VocabularyFile.open(TestData.fixturePath("tiny.tiktoken"))
    #expect(thrownCode { _ = try ranks.makeTokenizer(options) } == "tokenization.engine-unavailable")
    let model = try VocabularyFile.open(TestData.fixturePath("tiny-bpe.model"))
    let text = Array("the cat".utf8)
    let ids = try model.makeTokenizer(options).makeEncoder().encode(text).ids
    #expect(try model.makeTokenizer().makeEncoder().encode(text).ids == ids)
  }

  @Test("the text of each token that is text should give the token; what the pattern cuts does not")
  func roundTrips() throws {
    let bytes = (0..<256).map { [UInt8($0)] } + [Array("ab".utf8), Array("a1".utf8), Array("é".utf8)]
    let lines = bytes.enumerated().map { "\(Data($0.element).base64EncodedString()) \($0.offset)\n" }.joined()
    let file = try VocabularyFile(path: "x", bytes: Array(lines.utf8))
    #expect(try file.selfTest() == VocabularySelfTest())
    var roundTrips = TokenRoundTrips(try file.makeTokenizer(TokenizerOptions(pattern: .gpt2)))
    #expect(
      try roundTrips.run() == VocabularySelfTest(examinedCount: 131, strayCount: 1, strayExamples: ["\"a1\""]))
  }

  @Test("a rank file of unknown content needs its pattern named")
  func patternMissing() throws {
    let file = try VocabularyFile.open(TestData.fixturePath("tiny.tiktoken"))
    #expect(thrownCode { _ = try file.makeTokenizer() } == "tokenization.pattern-missing")
    #expect(try file.makeTokenizer(TokenizerOptions(pattern: .o200k)).vocabulary.size == 560)
  }

  @Test(
    "published rank files are known by their content, with pattern and normalization",
    arguments: [
      ("gpt2", PretokenizerPattern.gpt2, TextNormalization.none), ("cl100k_base", .cl100k, .none),
      ("o200k_base", .o200k, .none), ("llama-3", .llama3, .none), ("qwen", .qwen2, .composedCanonical),
    ])
  func known(name: String, pattern: PretokenizerPattern, normalization: TextNormalization) throws {
    guard let path = TestData.vocabulary("\(name).tiktoken", "published rank files") else { return }
    let tokenizer = try #require(try VocabularyFile.open(path).makeTokenizer() as? BytePairTokenizer)
    #expect(tokenizer.pattern == pattern)
    #expect(tokenizer.normalization == normalization)
    #expect(tokenizer.vocabulary.gaps.isEmpty)
  }

  @Test("patterns are found by name and by exact text, and by nothing else")
  func patterns() throws {
    for pattern in PretokenizerPattern.allCases {
      #expect(try PretokenizerPattern(nameOrText: pattern.rawValue) == pattern)
      for text in pattern.texts { #expect(try PretokenizerPattern(nameOrText: text) == pattern) }
    }
    #expect(thrownCode { _ = try PretokenizerPattern(nameOrText: #"\w+"#) } == "tokenization.pattern-unknown")
    #expect(thrownCode { _ = try PretokenizerPattern(nameOrText: "") } == "tokenization.pattern-unknown")
  }

  @Test("every code has an explanation and is listed")
  func codes() {
    let ids = DiagnosticCode.tokenizationCodes.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(DiagnosticCode.tokenizationCodes.allSatisfy { !$0.summary.isEmpty && $0.explanation.count > 60 })
  }
}
