import Archives
import Diagnostics
import Foundation
import Prompting

@testable import Records

/// What the suites of this room share: sources in memory, and the shared data beside the package.
enum Samples {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  /// The bytes of a file of `../shared`, or `nil` with a line about what is skipped.
  static func shared(_ path: String, _ test: String, _ what: String) -> [UInt8]? {
    let file = root.appending(path: "../shared").appending(path: path).standardizedFileURL
    if let data = try? Data(contentsOf: file) { return Array(data) }
    print("SKIPPED (no ../shared): \(test): \(what)")
    return nil
  }

  static func reader(_ bytes: [UInt8], name: String = "data/test.jsonl", limits: Limits = Limits()) throws
    -> RecordReader
  {
    RecordReader(try ByteSource(bytes: bytes, name: name, limits: limits), limits: limits)
  }

  static func records(_ bytes: [UInt8], maximumBytes: Int = 1 << 20, limits: Limits = Limits()) throws -> [Record] {
    let reader = try reader(bytes, limits: limits)
    var records: [Record] = []
    while let batch = try reader.nextBatch(maximumBytes: maximumBytes) {
      records += batch.records
    }
    return records
  }

  static func records(_ text: String) throws -> [Record] { try records(Array(text.utf8)) }

  /// The first record of `text`, parsed.
  static func parse(
    _ text: String, as format: any DatasetFormat, systemPrompt: String? = nil
  ) throws -> ParsedRecord {
    let record = try records(text)[0]
    return try RecordParser(format: format, systemPrompt: systemPrompt.map { Array($0.utf8) }).parse(record)
  }

  /// The error that `body` throws.
  static func failure(_ body: () throws -> Void) -> TrainPackError? {
    do {
      try body()
      return nil
    } catch {
      return error as? TrainPackError
    }
  }

  static func string(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

  /// A message's parts as `purpose field range text`.
  static func parts(_ message: Message) -> [String] {
    message.parts.map { part in
      let range = part.fieldRange.map { "\($0.lowerBound)..<\($0.upperBound) " } ?? ""
      return "\(part.purpose.rawValue) \(part.field) \(range)\(string(part.utf8))"
    }
  }
}
