import Foundation
import ShardExport
import Testing

@testable import TrainPackCommands

@Suite("vocabularies verify")
struct VocabulariesVerifyCommandTests {
  /// A home with a vocabulary of three words, `words`, and one that is not here, `absent`.
  struct SmallHome {
    let folder: TemporaryFolder
    let home: String
    let file: String

    static let words = Array(
      (#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"#
        + #""pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,"#
        + #""model":{"type":"WordLevel","vocab":{"[UNK]":0,"no":1,"fever":2},"unk_token":"[UNK]"}}"#).utf8)

    /// - Parameter ids: Those that the reference is said to have for "no fever".
    init(ids: String = "[1,2]", content: [UInt8] = words) throws {
      folder = try TemporaryFolder()
      home = folder.path + "/home"
      file = home + "/Vocabularies/words.tokenizer.json"
      for name in ["ModelProfiles", "Vocabularies"] {
        try FileManager.default.createDirectory(atPath: home + "/" + name, withIntermediateDirectories: true)
      }
      let sum = SHA256Sum(of: Self.words).hexadecimal
      let entry = { (name: String) in
        #"{"name":"\#(name)","file":"\#(name).tokenizer.json","format":"tokenizer-json","models":[],"licence":"MIT","#
          + #""shipped":false,"sha256":"\#(sum)","bytes":\#(Self.words.count),"source":{"package":"p","version":"1","#
          + #""distribution":"wheel","member":"m","pipArguments":[]}}"#
      }
      let index =
        #"{"schema":"trainpack/vocabularies/1","vocabularies":[\#(entry("words")),\#(entry("absent"))]}"#
      let samples =
        #"{"schema":"trainpack/vocabulary-samples/1","vocabularies":[{"name":"words","sha256":"\#(sum)","#
        + #""reference":"tokenizers 0","samples":[{"name":"words","text":"no fever","ids":\#(ids),"decoded":null},"#
        + #"{"name":"empty","text":"","ids":[],"decoded":null}]}]}"#
      _ = try folder.file("home/Vocabularies/index.json", index)
      _ = try folder.file("home/Vocabularies/samples.json", samples)
      _ = try folder.file("home/Vocabularies/words.tokenizer.json", content)
    }

    func verify(_ names: String...) -> CommandRun {
      CommandRun(["vocabularies", "verify"] + names + ["--json", "--home", home])
    }
  }

  private func rows(_ run: CommandRun) -> [String: [String: Any]] {
    let rows = run.json?["vocabularies"] as? [[String: Any]] ?? []
    return Dictionary(rows.map { ($0["name"] as? String ?? "", $0) }) { first, _ in first }
  }

  @Test("vocabularies that ship pass all their samples", arguments: [("mistral-v1", 32_000, 2), ("gpt2", 50_256, 400)])
  func shipped(name: String, tokens: Int, mostStrays: Int) throws {
    let run = CommandRun("vocabularies", "verify", name, "--json", "--home", Places.root)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let row = try #require(rows(run)[name])
    #expect(row["state"] as? String == "passed" && row["tokens"] as? Int == tokens)
    let samples = try #require(row["samples"] as? Int)
    #expect(samples >= 12 && row["samples_passed"] as? Int == samples)
    let examined = try #require(row["examined"] as? Int)
    #expect(examined > tokens * 9 / 10 && (row["strays"] as? Int ?? .max) <= mostStrays, "\(row)")
  }

  @Test("without names all that are known are looked at; one that is not here is listed, and no failure")
  func all() throws {
    let small = try SmallHome()
    let run = small.verify()
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let found = rows(run)
    #expect(found["words"]?["state"] as? String == "passed" && found["words"]?["samples_passed"] as? Int == 2)
    #expect(found["words"]?["reference"] as? String == "tokenizers 0")
    #expect(found["absent"]?["state"] as? String == "missing" && found["absent"]?["tokens"] is NSNull)
    let named = small.verify("absent")
    #expect(named.status == 2 && named.errors.contains("`trainpack vocabularies fetch absent`"), "\(named.errors)")
  }

  @Test("ids that differ from the reference's are a failure that names the sample")
  func difference() throws {
    let run = try SmallHome(ids: "[1,0]").verify("words")
    #expect(run.status == 1)
    let row = try #require(rows(run)["words"])
    #expect(row["state"] as? String == "failed" && row["samples_passed"] as? Int == 1)
    #expect(
      row["problem"] as? String == "words: token 1 is 2, the reference has 0 (2 and 2 in all)", "\(run.output)")
    #expect(run.json?["title"] as? String == "0 passed, 1 failed")
  }

  @Test("a file with another sha256 is a failure that names both")
  func checksum() throws {
    let run = try SmallHome(content: SmallHome.words + [0x0A]).verify("words")
    #expect(run.status == 1)
    let problem = try #require(rows(run)["words"]?["problem"] as? String)
    #expect(problem.contains("this is not the vocabulary \"words\"") && problem.contains("found    sha256"))
  }

  @Test("a file gets the samples of a known vocabulary with its sha256; any other is loaded, and its tokens are tried")
  func files() throws {
    let small = try SmallHome()
    #expect(rows(small.verify(small.file))[small.file]?["samples_passed"] as? Int == 2)
    let other = try small.folder.file("other.json", SmallHome.words + [0x0A])
    let row = try #require(rows(small.verify(other))[other])
    #expect(row["state"] as? String == "passed" && row["samples"] as? Int == 0 && row["reference"] is NSNull)
    #expect(row["examined"] as? Int == 2 && row["strays"] as? Int == 0 && row["tokens"] as? Int == 3, "\(row)")

    let page = try small.folder.file("page.json", "<!doctype html>")
    let refused = small.verify(page, small.file)
    #expect(refused.status == 1)
    #expect(rows(refused)[page]?["state"] as? String == "failed" && rows(refused)[page]?["format"] is NSNull)
    #expect(rows(refused)[small.file]?["state"] as? String == "passed")
    #expect(small.verify("./nothing").errors.contains("code: vocabulary.unreadable"))
    #expect(small.verify("wrods").errors.contains("code: vocabulary.unknown-name"))
  }

  @Test("ranks of which nobody says the pattern are loaded, and none of their tokens is tried")
  func ranks() throws {
    let small = try SmallHome()
    let ranks = (0..<256).map { "\(Data([UInt8($0)]).base64EncodedString()) \($0)\n" }.joined()
    let file = try small.folder.file("own.tiktoken", ranks)
    let run = small.verify(file)
    #expect(run.status == 0, "\(run.output)")
    #expect(rows(run)[file]?["tokens"] as? Int == 256 && rows(run)[file]?["examined"] as? Int == 0)
  }
}
