import Foundation
import Testing
import Tokenization

@testable import TrainPack

@Suite("Tokenizing lines")
struct TokenizePipelineTests {
  private func lines(
    _ strings: [String], vocabulary: String, engine: TokenizationEngine = .native,
    specialTokens: TokenizePipeline.SpecialTokens = .none, answer: TokenizePipeline.Answer
  ) throws -> [String] {
    let path = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let encoder = JSONEncoder()
    let text = try strings.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let loaded = try LoadedVocabulary(
      named: vocabulary, in: Registries(home: PipelineFixture.root), engine: engine)
    var lines: [String] = []
    try TokenizePipeline(vocabulary: loaded, specialTokens: specialTokens, answer: answer, path: path).run {
      lines.append(String(decoding: $0, as: UTF8.self))
    }
    return lines
  }

  static let texts = ["", "No fever.", "né \u{1F468}\u{200D}\u{1F469}\u{1FAE0} 体温\n\n 38.5", "<s>[INST] x</s>"]

  @Test(
    "ranges are of the string's UTF-8, whole characters, one for each id of the plain answer",
    arguments: ["mistral-v3", "gpt2"])
  func ranges(vocabulary: String) throws {
    let ids = try lines(Self.texts, vocabulary: vocabulary, answer: .ids)
    let ranges = try lines(Self.texts, vocabulary: vocabulary, answer: .ranges)
    #expect(ranges.first == "{\"ids\":[],\"ranges\":[]}\n")
    for (index, text) in Self.texts.enumerated() {
      #expect(ranges[index].hasPrefix("{\"ids\":" + ids[index].dropLast() + ",\"ranges\":["))
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(ranges[index].utf8)) as? [String: [Any]])
      let pairs = try #require(object["ranges"] as? [[Int]])
      #expect(pairs.count == object["ids"]?.count)
      let bytes = Array(text.utf8)
      var end = 0
      for pair in pairs {
        #expect(pair.count == 2 && pair[0] <= end && pair[0] <= pair[1] && pair[1] <= bytes.count, "\(pair) of \(text)")
        #expect(String(validating: bytes[pair[0]..<pair[1]], as: UTF8.self) != nil, "\(pair) of \(text)")
        end = max(end, pair[1])
      }
      #expect(end == bytes.count)
    }
  }

  @Test("with the special tokens of a template, ranges hold them too")
  func special() throws {
    let found = try lines(["<s>a</s>"], vocabulary: "mistral-v3", specialTokens: .template, answer: .ranges)
    #expect(found == ["{\"ids\":[1,1032,2],\"ranges\":[[0,3],[3,4],[4,8]]}\n"], "\(found)")
  }

  @Test("the library and TrainPack's own engine give the same ids and ranges")
  func engines() throws {
    let native = try lines(Self.texts, vocabulary: "mistral-v1", answer: .ranges)
    #expect(try lines(Self.texts, vocabulary: "mistral-v1", engine: .library, answer: .ranges) == native)
  }

  static let words =
    #"{"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":3,"content":"<think>","#
    + #""single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":false},{"id":4,"content":"<end>","#
    + #""single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],"normalizer":null,"#
    + #""pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,"#
    + #""model":{"type":"WordLevel","vocab":{"[UNK]":0,"no":1,"fever":2},"unk_token":"[UNK]"}}"#

  @Test("a field is counted as its text is tokenized: added tokens belong to it, where they are not special")
  func field() throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let vocabulary = folder + "/words.json"
    try Data(Self.words.utf8).write(to: URL(fileURLWithPath: vocabulary))
    let data = folder + "/data.jsonl"
    try Data(#"{"text":"no<think>fever"}"#.utf8).write(to: URL(fileURLWithPath: data))
    #expect(try lines(["no<think>fever"], vocabulary: vocabulary, answer: .ids) == ["[1,3,2]\n"])
    #expect(try lines(["no<end>fever"], vocabulary: vocabulary, answer: .ids) == ["[1,0,0,0,2]\n"])
    let loaded = try LoadedVocabulary(named: vocabulary, in: Registries(home: PipelineFixture.root))
    let pipeline = FieldCountPipeline(
      input: try DatasetInput(paths: [data]), tokenizer: loaded.tokenizer, field: "text")
    #expect(try pipeline.run().0.tokens == 3)
  }
}
