import Diagnostics
import Foundation
import Reports
import ShardExport
import StrictJSON
import Yams

@testable import ShardExport

/// An export on disk that is edited and sealed again: all its sums follow, so that nothing but the edit can be noticed.
struct SealedExport {
  let folder: String
  var manifest: Manifest

  init(_ folder: String) throws {
    self.folder = folder
    manifest = try Manifest(jsonText: Self.bytes(folder + "/manifest.json"), path: "manifest.json")
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
  }

  /// The lines of a file, or the rows of a shard.
  func lines(_ name: String) throws -> [String] {
    let bytes = try Self.bytes(folder + "/" + name)
    let text = name.hasSuffix(".tar") ? bytes.dropFirst(512).prefix { $0 != 0 } : bytes[...]
    return text.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Replaces the lines of a file; those of a shard must have as many bytes as before.
  func setLines(_ name: String, _ lines: [String]) throws {
    let text = Array(lines.map { $0 + "\n" }.joined().utf8)
    guard name.hasSuffix(".tar") else { return try write(text, name) }
    var bytes = try Self.bytes(folder + "/" + name)
    let count = bytes.dropFirst(512).prefix { $0 != 0 }.count
    guard text.count == count else { throw SizeChanged() }
    bytes.replaceSubrange(512..<512 + count, with: text)
    try write(bytes, name)
  }

  struct SizeChanged: Error {}

  func edit(_ name: String, _ change: (inout [String]) throws -> Void) throws {
    var lines = try lines(name)
    try change(&lines)
    try setLines(name, lines)
  }

  var shard: String { manifest.splits[0].shards[0].path }

  /// States the lengths of the examples as `segments.jsonl` has them.
  private mutating func sealLengths() throws {
    let segments = try lines("segments.jsonl").compactMap { line -> (shard: String, tokens: Int)? in
      let json = try? JSONReader().readTree(Array(line.utf8), at: InputLocation(source: "segments.jsonl"))
      guard let shard = json?["shard"]?.string, let tokens = json?["tokens"]?.int else { return nil }
      return (shard, tokens)
    }
    for index in manifest.splits.indices {
      let shards = Set(manifest.splits[index].shards.map(\.path))
      let lengths = Histogram(segments.filter { shards.contains($0.shard) }.map(\.tokens))
      manifest.splits[index].lengths = LengthSummary(lengths) ?? manifest.splits[index].lengths
    }
  }

  /// Writes the card anew, so that it says what the manifest says now.
  private func writeCard() throws {
    let text = String(decoding: try Self.bytes(folder + "/README.md"), as: UTF8.self)
    let frontMatter = try Yams.compose(yaml: CardCheck.frontMatter(of: text) ?? "") ?? Node("")
    try write(Card(manifest: manifest, CardDescription(frontMatter: frontMatter)).text, "README.md")
  }

  /// Writes the manifest, the card and the checksums anew, with the sums of what is there.
  ///
  /// - Parameter further: Shards beside the first.
  mutating func seal(further: [String] = []) throws {
    var checksums = Checksums()
    for index in manifest.extraFiles.indices {
      let bytes = try Self.bytes(folder + "/" + manifest.extraFiles[index].path)
      manifest.extraFiles[index].byteCount = bytes.count
      manifest.extraFiles[index].sum = SHA256Sum(of: bytes)
    }
    let contents = try lines(shard).flatMap { Array(($0 + "\n").utf8) }
    manifest.splits[0].shards[0].byteCount = try Self.bytes(folder + "/" + shard).count
    manifest.splits[0].contentByteCount += contents.count - manifest.splits[0].shards[0].contentByteCount
    manifest.splits[0].shards[0].contentByteCount = contents.count
    manifest.splits[0].contentSum = SHA256Sum(of: contents)
    manifest.splits[0].shards[0].contentSum = SHA256Sum(of: contents)
    manifest.splits[0].shards[0].sum = SHA256Sum(of: try Self.bytes(folder + "/" + shard))
    manifest.description.ledger = try LedgerSummary(ofFileAt: folder + "/fit-ledger.jsonl")
    try sealLengths()
    try write(manifest.jsonText, "manifest.json")
    try writeCard()
    for name in manifest.extraFiles.map(\.path) + further + [shard, "manifest.json", "README.md"] {
      checksums.sums[name] = SHA256Sum(of: try Self.bytes(folder + "/" + name))
    }
    try write(checksums.text, "SHA256SUMS")
  }
}

/// A packed row as text, for edits that keep its size.
struct RowText {
  var ids: [String]
  var labels: [String]
  var lengths: [String]

  init(_ line: String) {
    let columns = line.split(separator: "[").dropFirst().map { column in
      column.prefix { $0 != "]" }.split(separator: ",").map(String.init)
    }
    (ids, labels, lengths) = (columns[0], columns[1], columns[2])
  }

  var line: String {
    #"{"input_ids":[\#(ids.joined(separator: ","))],"labels":[\#(labels.joined(separator: ","))],"#
      + #""seq_lengths":[\#(lengths.joined(separator: ","))]}"#
  }

  /// Another id with as many digits.
  static func other(_ id: String) -> String {
    guard let last = id.last else { return id }
    return id.dropLast() + (last == "7" ? "8" : "7")
  }
}
