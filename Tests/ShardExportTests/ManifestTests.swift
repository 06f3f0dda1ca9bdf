import Diagnostics
import Testing

@testable import ShardExport

@Suite("Manifest")
struct ManifestTests {
  private func manifest(_ export: SyntheticExport = SyntheticExport()) throws -> (Manifest, [UInt8]) {
    let folder = TemporaryFolder()
    let manifest = try export.write(to: folder.path("out"))
    return (manifest, try folder.files(in: "out")["manifest.json"] ?? [])
  }

  @Test("a manifest reads back as it was written")
  func roundTrip() throws {
    var export = SyntheticExport()
    export.positionIDs = .written
    let (manifest, bytes) = try manifest(export)
    #expect(try Manifest(jsonText: bytes, path: "manifest.json") == manifest)
    #expect(manifest.jsonText == bytes)
    #expect(manifest.rowSchema == .packed(.written))
    var description = export.description
    description.ledger = LedgerSummary(
      entries: [
        LedgerSummary.Entry(action: "dropped", isOverBudget: false, records: 2, tokensBefore: 0, tokensAfter: 0)
      ])
    #expect(manifest.description == description)
  }

  @Test("no manifest that was cut off, or had one byte changed, is read as the same manifest")
  func everyByte() throws {
    let (manifest, bytes) = try manifest()
    for index in stride(from: 0, to: bytes.count, by: 3) {
      #expect(throws: TrainPackError.self, "cut at \(index)") {
        try Manifest(jsonText: Array(bytes[..<index]), path: "manifest.json")
      }
      for flip in [UInt8(1), 0x20, 0x80] {
        var changed = bytes
        changed[index] ^= flip
        do {
          let read = try Manifest(jsonText: changed, path: "manifest.json")
          #expect(read != manifest, "byte \(index)")
        } catch is TrainPackError {}
      }
    }
  }

  @Test("an error names the value by its JSON pointer")
  func pointers() throws {
    let (_, bytes) = try manifest()
    let text = String(decoding: bytes, as: UTF8.self)
    let changes = [
      ("/tokenizer/vocab_size", "\"vocab_size\": 50000", "\"vocab_size\": null"),
      ("/inputs/1/records", "\"records\": 1\n", "\"records\": \"1\"\n"),
      ("/layout", "\"layout\": \"jsonl-tar\"", "\"layout\": \"zip\""),
      ("/columns", "\"labels\": \"list<int32>\"", "\"label\": \"list<int32>\""),
      ("/format_version", "\"format_version\": 1", "\"format_version\": 3"),
      ("/generator/config_sha256", "\"config_sha256\": \"", "\"config_sha256\": \"0"),
    ]
    for (pointer, old, new) in changes {
      let error = #expect(throws: TrainPackError.self) {
        try Manifest(jsonText: Array(text.replacing(old, with: new).utf8), path: "m.json")
      }
      #expect(error?.code == .verifyManifest)
      #expect(error?.location == InputLocation(source: "m.json", pointer: pointer))
    }
  }

  @Test("a shard's file name is read as it is written, and nothing else is")
  func shardNames() {
    let name = ShardName(split: "train_2", index: 7, shardCount: 12)
    #expect(name.path(ShardForm(layout: .jsonlTar, compression: .none)) == "data/train_2-00007-of-00012.jsonl.tar")
    #expect(name.memberName == "train_2-00007-of-00012.jsonl")
    #expect(ShardName(fileName: "train_2-00007-of-00012.jsonl.tar") == name)
    for other in [
      "", "train-00000-of-00001.tar.zst", "__t-00000-of-00001.tar", "train-0-of-1.jsonl.tar",
      "-00000-of-00001.jsonl.tar", "train-00000-of-00001.zip", "train.jsonl.tar",
      "Train-00000-of-00001.jsonl.tar", "train-000000-of-00001.jsonl.tar", "train-00000-fo-00001.jsonl.tar",
      "../train-00000-of-00001.jsonl.tar", "train-+0000-of-00001.jsonl.tar", "é-00000-of-00001.jsonl.tar",
    ] {
      #expect(ShardName(fileName: other) == nil, "\(other)")
    }
  }

  @Test("a sum is 64 lowercase digits, and that of nothing is known")
  func sums() {
    #expect(
      SHA256Sum(of: []).hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(SHA256Sum(hexadecimal: SHA256Sum(of: [1]).hexadecimal) == SHA256Sum(of: [1]))
    for text in ["", String(repeating: "A", count: 64), String(repeating: "0", count: 63), "é"] {
      #expect(SHA256Sum(hexadecimal: text) == nil)
    }
  }

  @Test("every code has a name of its own, one line that sums it up and an explanation")
  func codes() {
    let codes = DiagnosticCode.shardExportCodes
    #expect(Set(codes.map(\.id)).count == codes.count)
    for code in codes {
      #expect(["export.", "verify.", "inspect."].contains { code.id.hasPrefix($0) }, "\(code)")
      #expect(!code.summary.isEmpty && !code.summary.contains("\n") && code.explanation.utf8.count > 40, "\(code)")
    }
  }
}
