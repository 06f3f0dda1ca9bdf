import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `Examples/README.md` promises of the example dataset.
@Suite struct ExampleVignettesTests {
  struct Vignette: Decodable {
    var id: String
    var specialty: String
    var question: String
    var options: [String: String]
    var answer: String
    var answer_idx: String
    var explanation: String?

    var wordCount: Int { question.split(whereSeparator: \.isWhitespace).count }
  }

  static func vignettes() throws -> [Vignette] {
    let bytes = try PackageFiles.bytes("Examples/vignettes.jsonl")
    #expect(bytes.last == UInt8(ascii: "\n"))
    return try bytes.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Vignette.self, from: Data($0))
    }
  }

  @Test("there are 56 vignettes with the ids ex-001 to ex-056, half of them explained")
  func identifiers() throws {
    let vignettes = try Self.vignettes()
    let expected = (1...56).map { "ex-" + String(repeating: "0", count: $0 < 10 ? 2 : 1) + "\($0)" }
    #expect(vignettes.map(\.id) == expected)
    #expect(vignettes.count { $0.explanation != nil } == 28)
    #expect(Set(vignettes.map(\.specialty)).count >= 13)
  }

  @Test("the answer is the option of its letter, the options differ, and the letters are balanced")
  func answers() throws {
    var letters: [String: Int] = [:]
    for vignette in try Self.vignettes() {
      #expect(vignette.options.keys.sorted() == ["A", "B", "C", "D"], "\(vignette.id)")
      #expect(vignette.options[vignette.answer_idx] == vignette.answer, "\(vignette.id)")
      #expect(Set(vignette.options.values).count == 4, "\(vignette.id)")
      #expect(vignette.question.hasSuffix("?"), "\(vignette.id)")
      letters[vignette.answer_idx, default: 0] += 1
    }
    #expect(letters == ["A": 14, "B": 14, "C": 14, "D": 14])
  }

  @Test("seven cases are long histories and the others are short")
  func lengths() throws {
    let vignettes = try Self.vignettes()
    let long = vignettes.filter { $0.wordCount >= 450 }
    #expect(long.map(\.id) == ["ex-005", "ex-013", "ex-020", "ex-027", "ex-034", "ex-041", "ex-048"])
    #expect(long.allSatisfy { (450...900).contains($0.wordCount) })
    let short = vignettes.filter { $0.wordCount < 450 }
    #expect(short.allSatisfy { (60...150).contains($0.wordCount) })
  }

  @Test("exactly one pair is nearly the same case")
  func nearDuplicates() throws {
    let vignettes = try Self.vignettes()
    let words = vignettes.map { Set($0.question.lowercased().split { !$0.isLetter && !$0.isNumber }) }
    var pairs: [String] = []
    for first in words.indices {
      for second in words.indices.dropFirst(first + 1) {
        let shared = words[first].intersection(words[second]).count
        let all = words[first].union(words[second]).count
        if shared * 10 >= all * 6 { pairs.append("\(vignettes[first].id) \(vignettes[second].id)") }
      }
    }
    #expect(pairs == ["ex-007 ex-054"])
  }

  @Test("one record quotes a chart note that spells control tokens")
  func controlTokens() throws {
    let markers = ["<|im_end|>", "<|im_start|>", "</s>", "<s>", "[INST]", "[/INST]", "<|endoftext|>"]
    let found = try Self.vignettes().filter { vignette in markers.contains { vignette.question.contains($0) } }
    #expect(found.map(\.id) == ["ex-053"])
    #expect(found.first?.question.contains("</s>") == true)
    #expect(found.first?.question.contains("<|im_end|>") == true)
  }
}
