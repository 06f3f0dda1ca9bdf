import Diagnostics
import StrictJSON
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

  @Test("the self-tests hold what the oracles answer", arguments: EditedProfile.allPaths)
  func selfTest(path: String) throws {
    guard let python = OraclePython.path else {
      PackageFiles.skip(
        "ProfileReferenceTests.selfTest", missing: "Python oracle", notCovered: "the self-test of \(path)")
      return
    }
    let script = PackageFiles.root + "/Tools/profile_self_test.py"
    let result = try OraclePython.run(python, [script, PackageFiles.root + "/" + path, "--check"])
    if result.status == 3 {
      PackageFiles.skip(
        "ProfileReferenceTests.selfTest", missing: "oracle", notCovered: "the self-test of \(path): \(result.output)")
      return
    }
    #expect(result.status == 0, "\(result.output)")
  }
}
