import Diagnostics
import StrictJSON
import Testing

@testable import ModelProfiles

@Suite struct LoadedTokenizerTests {
  static let home = TrainPackHome(folder: PackageFiles.root, origin: .option, userFolder: nil)

  @Test(
    "ordinary text has the ids of the reference, whatever special tokens it spells", arguments: EditedProfile.allPaths)
  func texts(path: String) throws {
    let profile = try ModelProfile.open(PackageFiles.root + "/" + path)
    guard let file = try LinkedVocabularies().file(of: profile, for: "LoadedTokenizerTests.texts") else { return }
    let loaded = try LoadedTokenizer(profile, file: file, limits: Limits())
    for sample in profile.selfTest.texts {
      #expect(try loaded.ids(of: sample.text, specialTokensIn: []) == sample.ids, "\(sample.name)")
    }
    for sample in profile.selfTest.conversations where sample.name != "special tokens in content" {
      #expect(try loaded.ids(of: sample.text, specialTokensIn: [0..<sample.text.count]) == sample.ids, "\(sample.name)")
    }
  }

  @Test("a profile whose vocabulary is not here is refused with the command that gets it, and with its licence")
  func notInstalled() throws {
    let registry = try VocabularyRegistry(home: Self.home)
    for path in EditedProfile.allPaths {
      let profile = try ModelProfile.open(PackageFiles.root + "/" + path)
      let entry = try registry.entry(named: profile.tokenizer.vocabulary)
      #expect(entry.sha256 == profile.tokenizer.sha256, "\(path)")
      if entry.isShipped { continue }
      let error = #expect(throws: TrainPackError.self) { try LoadedModel(profile: profile, vocabularies: registry) }
      #expect(error?.code == .vocabularyNotInstalled)
      #expect(error?.fix.contains("`trainpack vocabularies fetch \(entry.name)`") == true)
      #expect(error?.details.contains("licence: \(entry.licence)") == true)
    }
  }

  static let mismatches: [(pointer: String, value: JSON)] = [
    ("/tokenizer/sha256", .text(String(repeating: "0", count: 64))),
    ("/tokenizer/tokenCount", 31_999),
    ("/tokenizer/endOfTurn/0", ["text": "<s", "id": 2_000]),
    ("/tokenizer/pad", ["text": "<pad>", "id": 31_000]),
  ]

  @Test("a vocabulary that does not hold what the profile says is refused", arguments: 0..<4)
  func mismatch(index: Int) throws {
    var edited = try EditedProfile.mistral()
    try edited.set(Self.mismatches[index].pointer, Self.mismatches[index].value)
    let profile = try ModelProfile(reading: edited.bytes, path: "edited.json")
    let file = try VocabularyRegistry(home: Self.home).file(named: profile.tokenizer.vocabulary)
    let error = #expect(throws: TrainPackError.self) { try LoadedTokenizer(profile, file: file, limits: Limits()) }
    #expect(error?.code == .profileVocabularyMismatch)
    #expect(error?.location?.pointer == "/tokenizer")
  }

  @Test("a vocabulary of another kind than the profile says is refused")
  func kind() throws {
    var edited = try EditedProfile.mistral()
    let registry = try VocabularyRegistry(home: Self.home)
    let gpt2 = try registry.file(named: "gpt2")
    try edited.set("/tokenizer/vocabulary", "gpt2")
    try edited.set("/tokenizer/sha256", .text(gpt2.entry.sha256))
    let profile = try ModelProfile(reading: edited.bytes, path: "edited.json")
    let error = #expect(throws: TrainPackError.self) { try LoadedTokenizer(profile, file: gpt2, limits: Limits()) }
    #expect(error?.code == .profileVocabularyMismatch)
    #expect(error?.message.contains("tiktoken") == true)
  }
}
