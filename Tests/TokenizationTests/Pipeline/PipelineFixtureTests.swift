import Diagnostics
import Foundation
import StrictJSON
import TestSupport
import Testing

@testable import Tokenization

/// Random files of `make_pipelines.py`, with the reference's answers.
@Suite("Steps of tokenizer.json")
struct PipelineFixtureTests {
  private struct Line {
    var file: [UInt8]
    var answers: [(text: [UInt8], tokens: TokenBuffer, decoded: [UInt8]?)]
  }

  /// - Parameter bytes: The output of the script. Foundation would compose the texts in it.
  private func lines(_ bytes: [UInt8]) throws -> [Line] {
    try bytes.split(separator: 0x0A).map { line in
      let root = try JSONReader().read(Array(line), at: InputLocation(source: "pipelines.jsonl")).root
      func integers(_ value: JSONValue?) -> [Int32] { value?.elements.map { Int32(clamping: $0.int ?? -1) } ?? [] }
      let answers = try #require(root["answers"]).elements.map { answer in
        var tokens = TokenBuffer()
        tokens.ids = integers(answer.element(at: 1))
        tokens.starts = integers(answer.element(at: 2))
        tokens.ends = integers(answer.element(at: 3))
        return (Array(answer.element(at: 0)?.utf8 ?? []), tokens, answer.element(at: 4)?.utf8.map { Array($0) })
      }
      return Line(file: Array(try #require(root["file"]).raw), answers: answers)
    }
  }

  @Test("ids, ranges, counts and decoded texts of random files equal the reference's")
  func fixtures() throws {
    for (index, line) in try lines(TestData.fixture("pipelines.jsonl")).enumerated() {
      try compare(line, "line \(index + 1)")
    }
  }

  @Test("ids, ranges, counts and decoded texts of new random files equal the live reference's")
  func live() throws {
    guard let oracle = ReferenceOracle(for: "steps of tokenizer.json", covering: "new random files") else { return }
    // The same files each time, so that a rare quirk of the reference stops a sweep and not a build.
    let seed = ReferenceOracle.isFullSweep ? Int.random(in: 1...1_000_000) : 920_425
    let count = ReferenceOracle.isFullSweep ? 2_000 : 30
    let output = try oracle.run("make_pipelines.py", ["\(count)", "\(seed)", "20"])
    for (index, line) in try lines([UInt8](output)).enumerated() {
      try compare(line, "seed \(seed), line \(index + 1)")
    }
  }

  private func compare(_ line: Line, _ name: String) throws {
    let tokenizer = try VocabularyFile(path: "t", bytes: line.file).makeTokenizer()
    let encoder = tokenizer.makeEncoder()
    let matcher = AddedTokenMatcher(tokenizer.vocabulary.addedTokens)
    let added = Set(tokenizer.vocabulary.addedTokens.map(\.id))
    for (text, expected, decoded) in line.answers {
      var tokens = TokenBuffer()
      var count = 0
      var start = 0
      func encode(to end: Int) throws {
        if start >= end { return }
        let part = text.span.extracting(start..<end)
        let boundary: TextBoundary = start == 0 ? .textStart : .afterSpecialToken
        try encoder.encode(part, boundary: boundary, offset: start, into: &tokens)
        // Twice, the second time from what is kept of the first.
        for _ in 0..<2 { count += try encoder.count(part, boundary: boundary) }
      }
      for match in matcher.matches(in: text.span, specialTokensIn: []) {
        try encode(to: match.taken.lowerBound)
        tokens.append(match.token.id, start: Int32(match.range.lowerBound), end: Int32(match.range.upperBound))
        count += 2
        start = match.taken.upperBound
      }
      try encode(to: text.count)
      #expect(tokens.ids == expected.ids && count == 2 * expected.count, "\(name), \(quoted(text))")
      // The range of an added token is its own text, the reference's also the white space that it takes in.
      let areEqual = tokens.ids.indices.allSatisfy { index in
        added.contains(tokens.ids[index]) || expected.starts[index] < 0 || expected.ends[index] < 0
          || (tokens.starts[index] == expected.starts[index] && tokens.ends[index] == expected.ends[index])
      }
      #expect(areEqual, "\(name), \(quoted(text)): \(tokens) is not \(expected)")
      if let decoded {
        // The reference mends what is no UTF-8.
        let own = Array(String(decoding: try tokenizer.vocabulary.decode(expected.ids), as: UTF8.self).utf8)
        #expect(own == decoded, "\(name), \(expected.ids)")
      }
    }
  }

  @Test("a text counted chunk by chunk has as many tokens as it has when it is encoded whole")
  func chunks() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for (index, line) in try lines(TestData.fixture("pipelines.jsonl")).enumerated() {
      let encoder = try VocabularyFile(path: "t", bytes: line.file).makeTokenizer().makeEncoder()
      for _ in 0..<12 {
        var text: [UInt8] = []
        for _ in 0..<6 {
          text += line.answers.randomElement(using: &generator)?.text ?? []
          text += [" ", "\n", "  ", "a ", " the\n", ", "].randomElement(using: &generator).map { Array($0.utf8) } ?? []
        }
        for boundary in [TextBoundary.textStart, .afterSpecialToken] {
          let whole = try encoder.encode(text, boundary: boundary).count
          #expect(
            try encoder.count(text, boundary: boundary) == whole, "seed \(seed), line \(index + 1), \(quoted(text))")
        }
      }
    }
  }
}
