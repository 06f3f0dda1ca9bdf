import Diagnostics
import StrictJSON
import TestSupport
import Testing

@testable import ModelProfiles

/// The profiles that ship, held against the libraries that they speak of.
@Suite struct ProfileReferenceTests {
  @Test("the profiles follow schema.json, which rejects what the reader rejects")
  func schema() throws {
    guard let python = OraclePython.path else {
      PackageFiles.skip(
        "ProfileReferenceTests.schema", missing: "Python oracle", notCovered: "schema.json against the profiles")
      return
    }
    let folder = try TemporaryFolder()
    let script = try folder.write(
      "validate.py",
      """
      import json, sys
      import jsonschema
      schema = json.load(open(sys.argv[1], encoding="utf-8"))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      print("".join("1" if validator.is_valid(json.load(open(p, encoding="utf-8"))) else "0" for p in sys.argv[2:]))
      """)
    var files = EditedProfile.allPaths.map { PackageFiles.root + "/" + $0 }
    var expected = files.map { _ in "1" }.joined()
    // Every field that the reader needs, the schema needs.
    for (name, whole) in [("qwen", try EditedProfile.qwen()), ("deepseek", try EditedProfile(EditedProfile.paths[3]))] {
      for (index, (pointer, _)) in whole.members.enumerated() {
        var edited = whole
        try edited.set(pointer, nil)
        files.append(try folder.write("missing-\(name)-\(index).json", edited.bytes))
        expected += "0"
      }
    }
    // And what the reader knows by itself to be wrong, the schema does, where one field is enough to tell.
    for (index, contradiction) in ModelProfileTests.contradictions.enumerated()
    where contradiction.code == .profileInvalid && !contradiction.needsDocument {
      var edited = try contradiction.isQwen ? EditedProfile.qwen() : EditedProfile.mistral()
      let value = try JSONReader().readTree(Array(contradiction.value.utf8), at: InputLocation(source: "value"))
      try edited.set(contradiction.pointer, value)
      files.append(try folder.write("wrong-\(index).json", edited.bytes))
      expected += "0"
    }
    let result = try OraclePython.run(python, [script, PackageFiles.root + "/ModelProfiles/schema.json"] + files)
    #expect(result.status == 0)
    #expect(result.output == expected + "\n")
  }

  @Test("the self-tests hold what the oracles answer")
  func selfTest() throws {
    guard let python = OraclePython.path else {
      PackageFiles.skip(
        "ProfileReferenceTests.selfTest", missing: "Python oracle", notCovered: "the self-tests of all profiles")
      return
    }
    let script = PackageFiles.root + "/Tools/profile_self_test.py"
    let paths = EditedProfile.allPaths.map { PackageFiles.root + "/" + $0 }
    let result = try OraclePython.run(python, [script, "--check"] + paths)
    // 3: all that could be compared is equal; what could not is named.
    #expect(result.status == 0 || result.status == 3, "\(result.output)")
    for line in result.output.split(separator: "\n") where line.hasPrefix("SKIPPED") { print(line) }
  }

  @Test("special tokens in a text are parsed as the oracles parse them, with the white space that they take in")
  func parsed() throws {
    let test = "ProfileReferenceTests.parsed"
    guard let python = OraclePython.path else {
      PackageFiles.skip(test, missing: "Python oracle", notCovered: "special tokens of all profiles in text")
      return
    }
    let folder = try TemporaryFolder()
    let script = try folder.write("parse.py", Self.parser)
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let linked = try LinkedVocabularies()
    var questions: [JSON.Member] = []
    var texts: [String: [String]] = [:]
    for path in EditedProfile.allPaths {
      let profile = try ModelProfile.open(PackageFiles.root + "/" + path)
      if try linked.file(of: profile, for: test) == nil { continue }
      texts[profile.id] = Self.texts(of: profile, &generator)
      questions.append(JSON.Member(profile.id, .array((texts[profile.id] ?? []).map { .text($0) })))
    }
    let question = try folder.write("texts.json", JSONWriter.bytes(of: .object(questions)))
    let result = try OraclePython.run(python, [script, PackageFiles.root, question, folder.path + "/ids.json"])
    #expect(result.status == 0, "\(result.output)")
    let answer = try JSONReader().readTree(try folder.bytes("ids.json"), at: InputLocation(source: "ids.json"))
    for path in EditedProfile.allPaths {
      let profile = try ModelProfile.open(PackageFiles.root + "/" + path)
      guard let own = texts[profile.id], let file = try linked.file(of: profile, for: test) else { continue }
      guard let expected = answer[profile.id]?.array else {
        PackageFiles.skip(test, missing: "oracle", notCovered: "\(profile.id): \(answer[profile.id]?.string ?? "")")
        continue
      }
      let loaded = try LoadedTokenizer(profile, file: file, limits: Limits())
      for (text, ids) in zip(own, expected) {
        let bytes = Array(text.utf8)
        let found = try loaded.ids(of: bytes, specialTokensIn: [0..<bytes.count])
        #expect(found.map { Int($0) } == ids.array?.compactMap(\.int), "\(profile.id), seed \(seed): \(text)")
      }
    }
  }

  private static func texts(of profile: ModelProfile, _ generator: inout SeededGenerator) -> [String] {
    // Phi-3's own files take </s> for an ordinary token, which a text here does not.
    let tokens = profile.tokenizer.addedTokens.map { String(decoding: $0.text, as: UTF8.self) }
      .filter { $0 != "</s>" }
    let words = [
      "fever", " and", "\n", "\n\n", " ", "  ", "\t", "38.9", "°C", "發燒", "a", ".", "\r\n", "\u{A0}", "é", "<|", "[",
    ]
    return (0..<150).map { _ in
      (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        (Bool.random(using: &generator) ? tokens : words).randomElement(using: &generator) ?? ""
      }.joined()
    }
  }

  private static let parser = """
    import json, sys
    sys.path.insert(0, sys.argv[1] + "/Tests/Acceptance")
    import oracles
    answers = {}
    for id, texts in json.load(open(sys.argv[2], encoding="utf-8")).items():
        try:
            tokenizer = oracles.tokenizer(id)
            answers[id] = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        except oracles.Missing as reason:
            answers[id] = str(reason)
    json.dump(answers, open(sys.argv[3], "w", encoding="utf-8"))
    """
}
