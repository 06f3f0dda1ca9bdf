import Diagnostics
import Testing

@testable import ModelProfiles

@Suite("Vocabulary samples")
struct VocabularySamplesTests {
  @Test("every vocabulary of the index has a dozen samples or more, of its own file, with the library that answered")
  func shipped() throws {
    let registry = try VocabularyRegistry(
      home: TrainPackHome(folder: PackageFiles.root, origin: .option, userFolder: nil))
    let samples = try registry.samples()
    for entry in registry.list().map(\.entry) {
      let group = try #require(samples.group(sha256: entry.sha256), "\(entry.name)")
      #expect(group.name == entry.name && group.samples.count >= 12)
      #expect(group.reference.contains(/^(sentencepiece|tiktoken|tokenizers|mistral-common) \d/), "\(group.reference)")
      #expect(Set(group.samples.map(\.name)).count == group.samples.count)
      #expect(group.samples.contains { $0.name == "its special tokens" && $0.text.contains(UInt8(ascii: "<")) })
    }
    #expect(samples.vocabularies.count == registry.list().count)
  }

  @Test("a home without samples has none")
  func none() throws {
    #expect(try VocabularyRegistryTests.SmallHome().registry().samples().vocabularies.isEmpty)
  }

  static let sum = String(repeating: "0", count: 64)

  static func file(_ sample: String, sum: String = sum) -> String {
    #"{"schema":"trainpack/vocabulary-samples/1","vocabularies":[{"name":"a","sha256":"\#(sum)","#
      + #""reference":"b 1","samples":[\#(sample)]}]}"#
  }

  @Test("the text of the ids is the text itself where nothing else is written")
  func decoded() throws {
    let small = try VocabularyRegistryTests.SmallHome()
    let text = Self.file(
      #"{"name":"x","text":"e\u0301","ids":[1],"decoded":"\u00e9"},{"name":"y","text":"","ids":[],"decoded":null}"#)
    try small.folder.write("home/Vocabularies/samples.json", text)
    let group = try #require(try small.registry().samples().group(sha256: Self.sum))
    #expect(group.samples[0].text == Array("e\u{301}".utf8) && group.samples[0].decoded == Array("\u{E9}".utf8))
    #expect(group.samples[1].text.isEmpty && group.samples[1].decoded.isEmpty && group.samples[1].ids.isEmpty)
  }

  static let broken = [
    "{}", "[]", #"{"schema":"trainpack/vocabulary-samples/2","vocabularies":[]}"#, file("{}"), file("", sum: "00"),
    file(#"{"name":"x","text":"a","ids":[-1],"decoded":null}"#),
    file(#"{"name":"x","text":1,"ids":[],"decoded":null}"#),
    file(#"{"name":"x","text":"a","ids":[1.5],"decoded":null}"#), file(#"{"name":"x","text":"a","ids":[1]}"#),
  ]

  @Test("damaged samples are an error with a place", arguments: broken)
  func damaged(text: String) throws {
    let small = try VocabularyRegistryTests.SmallHome()
    try small.folder.write("home/Vocabularies/samples.json", text)
    let error = #expect(throws: TrainPackError.self) { try small.registry().samples() }
    #expect(error?.code == .vocabularySamplesInvalid)
    #expect(error?.location?.line == 1)
  }
}
