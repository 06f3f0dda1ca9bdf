import Diagnostics
import StrictJSON
import Testing

@testable import ModelProfiles

@Suite struct ModelProfileTests {
  @Test("the profiles that ship are valid, and their template files are those that they describe")
  func shipped() throws {
    for path in EditedProfile.allPaths {
      let profile = try ModelProfile.open(PackageFiles.root + "/" + path)
      let template = try BoundedFile.contents(of: profile.templatePath, code: .profileUnreadable)
      #expect(ContentHash.sha256(template) == profile.template.sha256)
      #expect(!profile.selfTest.texts.isEmpty && !profile.selfTest.conversations.isEmpty)
      #expect(!profile.conflicts.isEmpty && !profile.provenance.isEmpty && !profile.oracle.files.isEmpty)
      let sourced = Set(profile.provenance.map(\.field))
      for field in ["/architecture", "/context/recommendedTrain", "/tokenizer", "/template"] {
        #expect(sourced.contains(field), "\(path) does not say where \(field) is from")
      }
    }
  }

  @Test("the parameter counts are the sums of the tensor shapes")
  func parameters() throws {
    for path in EditedProfile.allPaths {
      let profile = try ModelProfile.open(PackageFiles.root + "/" + path)
      guard let architecture = profile.architecture else {
        #expect(profile.family == "generic", "\(path)")
        continue
      }
      let rows = profile.tokenizer.embeddingSize
      #expect(architecture.parameterCount(vocabularySize: rows) == architecture.parameters, "\(path)")
      #expect(architecture.activeParameterCount(vocabularySize: rows) == architecture.activeParameters, "\(path)")
    }
    let path = PackageFiles.root + "/" + EditedProfile.paths[0]
    var huge = try #require(try ModelProfile.open(path).architecture)
    huge.layers = .max
    #expect(huge.parameterCount(vocabularySize: 32_000) == nil)
    var mixture = try #require(try ModelProfile.open(PackageFiles.root + "/" + EditedProfile.paths[3]).architecture)
    mixture.layers = .max
    #expect(mixture.activeParameterCount(vocabularySize: 129_280) == nil)
  }

  @Test("the figures of the vendors' cards, to their last digit")
  func cards() throws {
    let billions = [
      "llama-2-7b-chat": 6.74, "llama-3.1-8b-instruct": 8.03, "mistral-nemo-instruct-2407": 12.25,
      "gemma-2-9b-it": 9.24,
      "phi-3-mini-4k-instruct": 3.82, "meditron-7b": 6.74, "deepseek-v3": 671.03,
    ]
    for (id, expected) in billions {
      let profile = try ProfileRegistryTests.shipped.profile(named: id)
      let parameters = try #require(profile.architecture).parameters
      #expect((Double(parameters) / 1e7).rounded() / 100 == expected, "\(id)")
    }
  }

  @Test("the context lengths of Mistral v0.1 are kept apart, and their conflict is named")
  func contexts() throws {
    let profile = try ModelProfile.open(PackageFiles.root + "/" + EditedProfile.paths[0])
    #expect(profile.context.config == 32_768)
    #expect(profile.context.slidingWindow == 4_096)
    #expect(profile.context.recommendedTrain == 4_096)
    let conflict = try #require(profile.conflicts.first { $0.field == "/context/config" })
    #expect(conflict.claims.map(\.value) == ["32768", "8192", "4096"])
    #expect(conflict.chosen == "4096")
  }

  @Test("each field that is left out is an error that names it", arguments: EditedProfile.paths)
  func missingFields(path: String) throws {
    let whole = try EditedProfile(path)
    for (pointer, _) in whole.members {
      var edited = whole
      try edited.set(pointer, nil)
      let error = edited.error()
      #expect(error?.code == .profileInvalid, "\(pointer)")
      #expect(error?.location?.pointer == pointer, "\(pointer): \(String(describing: error))")
      #expect(error?.location?.line != nil, "\(pointer)")
      #expect(error?.message.contains("is missing") == true, "\(pointer)")
    }
  }

  @Test("each field with another kind of value is an error at its place", arguments: EditedProfile.paths)
  func wrongKinds(path: String) throws {
    let whole = try EditedProfile(path)
    for (pointer, value) in whole.members {
      var others: [JSON] = [
        .bool(true), .text("surely none of the allowed values"), .number("1.5"), .array([]), .object([]),
      ]
      others.removeAll { Self.isSameKind($0, value) || Self.isAllowed($0, at: pointer) }
      for other in others {
        var edited = whole
        try edited.set(pointer, other)
        let error = edited.error()
        #expect(error != nil, "\(pointer) = \(other)")
        #expect(
          error?.location?.pointer?.hasPrefix(pointer) == true, "\(pointer) = \(other): \(String(describing: error))")
      }
    }
  }

  private static func isSameKind(_ left: JSON, _ right: JSON) -> Bool {
    switch (left, right) {
    case (.bool, .bool), (.string, .string), (.array, .array), (.object, .object), (.null, .null): true
    // A number that is no integer is wrong for an integer as well.
    case (.number, .number): false
    default: false
    }
  }

  /// A null may also be a text or a number where the schema allows either.
  private static func isAllowed(_ value: JSON, at pointer: String) -> Bool {
    if pointer == "/context/ropeScaling/factor" { return value.double != nil }
    return ["/template/defaultSystem", "/template/scope", "/oracle/unavailable"].contains(pointer)
      && value.string != nil
  }

  @Test("an unknown field is an error that names the nearest known one", arguments: EditedProfile.paths)
  func unknownFields(path: String) throws {
    let whole = try EditedProfile(path)
    for (pointer, value) in whole.members where value.members != nil {
      var edited = whole
      try edited.set(pointer + "/surplus", 1)
      #expect(edited.error()?.code == .profileUnknownField, "\(pointer)")
      #expect(edited.error()?.location?.pointer == pointer + "/surplus")
    }
    var misspelt = whole
    try misspelt.set("/context/recomendedTrain", 4096)
    let error = try #require(misspelt.error())
    #expect(error.code == .profileUnknownField)
    #expect(error.fix.contains("did you mean \"recommendedTrain\"?"))
    #expect(error.location?.pointer == "/context/recomendedTrain")
  }

  struct Contradiction: Sendable, CustomTestStringConvertible {
    var name: String
    var isQwen = false
    var pointer: String
    var value: String
    var code = DiagnosticCode.profileInconsistent
    var place: String?
    /// Whether it takes the rest of the profile to tell.
    var needsDocument: Bool { pointer.hasSuffix("/field") && value.contains("/") }

    var testDescription: String { name }
  }

  static let contradictions: [Contradiction] = [
    Contradiction(name: "heads that do not divide", pointer: "/architecture/keyValueHeads", value: "7"),
    Contradiction(name: "more active than all", pointer: "/architecture/activeParameters", value: "9000000000"),
    Contradiction(
      name: "active parameters without experts", pointer: "/architecture/activeParameters", value: "7000000000"),
    Contradiction(
      name: "experts without active parameters", pointer: "/architecture/experts",
      value: #"{"routed":8,"chosen":2,"shared":0,"feedForwardSize":9,"denseLayers":0,"routerBias":false}"#,
      place: "/architecture/activeParameters"),
    Contradiction(
      name: "a position wider than its head", pointer: "/architecture/latentAttention",
      value: #"{"queryRank":9,"keyValueRank":9,"positionHeadSize":129,"valueHeadSize":9}"#),
    Contradiction(
      name: "a strip of a side that there is not", pointer: "/tokenizer/addedTokens/1",
      value: #"{"id":1,"text":"<s>","special":true,"strips":"around"}"#, code: .profileInvalid),
    Contradiction(name: "training longer than anyone says", pointer: "/context/recommendedTrain", value: "65536"),
    Contradiction(name: "a pattern for SentencePiece", pointer: "/tokenizer/pattern", value: "\"gpt2\""),
    Contradiction(name: "a normalizer for SentencePiece", pointer: "/tokenizer/normalizer", value: "\"nfc\""),
    Contradiction(name: "no pattern for tiktoken", isQwen: true, pointer: "/tokenizer/pattern", value: "null"),
    Contradiction(name: "a prefix for tiktoken", isQwen: true, pointer: "/tokenizer/prefixRule", value: "\"first\""),
    Contradiction(name: "too small an embedding", pointer: "/tokenizer/embeddingSize", value: "31999"),
    Contradiction(
      name: "an id beyond the embedding", pointer: "/tokenizer/pad", value: #"{"text":"<pad>","id":32000}"#),
    Contradiction(name: "one id for two texts", pointer: "/tokenizer/bos", value: #"{"text":"<bos>","id":1}"#),
    Contradiction(name: "two ids for one text", pointer: "/tokenizer/eos", value: #"{"text":"</s>","id":5}"#),
    Contradiction(
      name: "two added tokens with one id", pointer: "/tokenizer/addedTokens/1",
      value: #"{"id":0,"text":"<x>","special":true}"#),
    Contradiction(
      name: "an added token twice", pointer: "/tokenizer/addedTokens/1",
      value: #"{"id":0,"text":"<unk>","special":true}"#),
    Contradiction(
      name: "an added token with a rank's id", isQwen: true, pointer: "/tokenizer/addedTokens/0",
      value: #"{"id":7,"text":"<x>","special":true}"#),
    Contradiction(
      name: "a named token that is not added", isQwen: true, pointer: "/tokenizer/unk",
      value: #"{"text":"<u>","id":151700}"#),
    Contradiction(
      name: "a first token without its name", pointer: "/tokenizer/bos", value: "null", place: "/template/emitsBOS"),
    Contradiction(
      name: "a default for a rejected system prompt", pointer: "/template/defaultSystem", value: "\"You are\""),
    Contradiction(
      name: "a trained range beyond the tokens", pointer: "/selfTest/conversations/0/lossRanges", value: "[[3,2]]",
      place: "/selfTest/conversations/0/lossRanges/0"),
    Contradiction(
      name: "trained ranges that overlap", pointer: "/selfTest/conversations/0/lossRanges", value: "[[3,6],[5,8]]",
      place: "/selfTest/conversations/0/lossRanges/1"),
    Contradiction(
      name: "a sample's id beyond the embedding", pointer: "/selfTest/texts/0/ids", value: "[1,32000]",
      place: "/selfTest/texts/0/ids/1"),
    Contradiction(name: "the same alias twice", pointer: "/aliases", value: #"["a","a"]"#, place: "/aliases/1"),
    Contradiction(
      name: "provenance of no field", pointer: "/provenance/0/field", value: "\"/context/maximum\"",
      code: .profileInvalid),
    Contradiction(
      name: "a conflict of no field", pointer: "/conflicts/0/field", value: "\"context\"", code: .profileInvalid),
    Contradiction(
      name: "a conflict of one claim", pointer: "/conflicts/0/claims", value: #"[{"value":"1","source":"s"}]"#,
      code: .profileInvalid),
    Contradiction(name: "no end of a turn", pointer: "/tokenizer/endOfTurn", value: "[]", code: .profileInvalid),
    Contradiction(name: "no text at a turn's end", pointer: "/template/turnEnd", value: "[]", code: .profileInvalid),
    Contradiction(
      name: "a template outside the folder", pointer: "/template/file", value: "\"../x.jinja\"", code: .profileInvalid),
    Contradiction(name: "a short sha256", pointer: "/tokenizer/sha256", value: "\"abc\"", code: .profileInvalid),
    Contradiction(name: "an id in upper case", pointer: "/id", value: "\"Mistral\"", code: .profileInvalid),
    Contradiction(
      name: "another schema", pointer: "/schema", value: "\"trainpack/model-profile/2\"", code: .profileInvalid),
    Contradiction(name: "a negative size", pointer: "/architecture/layers", value: "-1", code: .profileInvalid),
    Contradiction(name: "zero", pointer: "/context/config", value: "0", code: .profileInvalid),
    Contradiction(
      name: "an integer that doubles cannot hold", pointer: "/architecture/parameters", value: "9007199254740993",
      code: .profileInvalid),
    Contradiction(
      name: "a number beyond all integers", pointer: "/architecture/parameters", value: "99999999999999999999999",
      code: .profileInvalid),
    Contradiction(
      name: "a scaling without factor", pointer: "/context/ropeScaling",
      value: #"{"type":"yarn","factor":0,"originalContext":4096}"#, code: .profileInvalid,
      place: "/context/ropeScaling/factor"),
  ]

  @Test("what cannot be true together is an error at its place", arguments: contradictions)
  func contradiction(_ contradiction: Contradiction) throws {
    var edited = try contradiction.isQwen ? EditedProfile.qwen() : EditedProfile.mistral()
    let value = try JSONReader().readTree(Array(contradiction.value.utf8), at: InputLocation(source: "value"))
    try edited.set(contradiction.pointer, value)
    let error = try #require(edited.error())
    #expect(error.code == contradiction.code, "\(error)")
    #expect(error.location?.pointer?.hasPrefix(contradiction.place ?? contradiction.pointer) == true, "\(error)")
    #expect(error.location?.line != nil)
    #expect(!error.fix.isEmpty)
  }

  @Test("bytes that are no JSON are an error with a place")
  func noJSON() {
    for text in ["", "{", "[]", "null", "{\"schema\":1,\"schema\":2}", "\u{FEFF}{}"] {
      #expect(throws: TrainPackError.self) { try ModelProfile(reading: Array(text.utf8), path: "x.json") }
    }
  }

  @Test("a file that is not there is an error that names it")
  func missingFile() {
    let error = #expect(throws: TrainPackError.self) { try ModelProfile.open("/nowhere/profile.json") }
    #expect(error?.code == .profileUnreadable)
    #expect(error?.location?.source == "/nowhere/profile.json")
    let folder = #expect(throws: TrainPackError.self) { try ModelProfile.open("/") }
    #expect(folder?.code == .profileUnreadable)
  }
}
