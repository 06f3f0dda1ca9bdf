import Diagnostics
import StrictJSON
import Testing

@testable import ModelProfiles

/// The profiles that ship, held against the libraries that they speak of.
@Suite struct ProfileReferenceTests {
  @Test("the three profiles follow schema.json, which rejects what the reader rejects")
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
    var files = EditedProfile.paths.map { PackageFiles.root + "/" + $0 }
    var expected = "111"
    // Every field that the reader needs, the schema needs.
    let whole = try EditedProfile.qwen()
    for (index, (pointer, _)) in whole.members.enumerated() {
      var edited = whole
      try edited.set(pointer, nil)
      files.append(try folder.write("missing-\(index).json", edited.bytes))
      expected += "0"
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

  static let tokenizerFiles = [
    ("mistral01.tokenizer.json", []), ("mistral03.tokenizer.json", []),
    ("qwen3/tokenizer.json", ["--drop-added-from", "151665"]),
  ]

  @Test("the self-tests hold what transformers and tokenizers answer", arguments: 0..<3)
  func selfTest(index: Int) throws {
    let (file, options) = Self.tokenizerFiles[index]
    let tokenizer = PackageFiles.shared + "/data/vocabularies/huggingface/" + file
    guard let python = OraclePython.path, PackageFiles.exists(tokenizer) else {
      PackageFiles.skip(
        "ProfileReferenceTests.selfTest", missing: "../shared or Python oracle",
        notCovered: "the self-test of \(EditedProfile.paths[index]) against its reference")
      return
    }
    let profile = PackageFiles.root + "/" + EditedProfile.paths[index]
    let bytes = try BoundedFile.contents(of: tokenizer, code: .profileUnreadable, maximumByteCount: 64 << 20)
    let oracle = try ModelProfile.open(profile).oracle
    #expect(oracle.files.map(\.sha256).contains(ContentHash.sha256(bytes)))
    let script = PackageFiles.root + "/Tools/profile_self_test.py"
    let result = try OraclePython.run(python, [script, profile, tokenizer, "--check"] + options)
    #expect(result.status == 0, "\(result.output)")
  }
}
