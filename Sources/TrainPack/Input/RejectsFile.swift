import DatasetChecks
import Diagnostics
import StrictJSON

/// The records that were set aside: one JSON line for each, with its place, the error, and its own bytes.
///
/// `{"source":…,"line":…,"byte":…,"code":…,"message":…,"fix":…,"record":…}`; a record that is not UTF-8 has
/// `record_base64` in place of `record`. The file appears when the first record is set aside.
final class RejectsFile {
  let path: String
  private(set) var tally = PlaceTally()
  private var file: NamedOutputFile?
  /// Whether the file takes the place of one that stands there, even when no record is set aside.
  private let replaces: Bool

  init(path: String, overwrite: FileOverwrite) throws {
    self.path = path
    replaces = overwrite == .replace && FileSize.bytes(of: path) != nil
    // Refuses an existing file now, not after an hour of work.
    file = try NamedOutputFile(path: path, overwrite: overwrite, namedBy: "--rejects")
  }

  func append(_ bad: BadRecord) throws {
    tally.add(bad.location)
    var members: [JSON.Member] = [
      JSON.Member("source", .text(bad.location.source)),
      JSON.Member("line", bad.location.line.map { .integer($0) } ?? .null),
      JSON.Member("byte", bad.location.byteOffset.map { .integer($0) } ?? .null),
      JSON.Member("code", .text(bad.error.code.id)), JSON.Member("message", .text(bad.error.message)),
      JSON.Member("place", bad.error.location.map { .text($0.description) } ?? .null),
      JSON.Member("fix", .text(bad.error.fix)),
    ]
    if String(validating: bad.raw, as: UTF8.self) != nil {
      members.append(JSON.Member("record", .string(bad.raw)))
    } else {
      members.append(JSON.Member("record_base64", .text(Base64.encoded(bad.raw))))
    }
    try file?.write(JSONWriter.bytes(of: .object(members)))
    try file?.write([0x0A])
  }

  /// Gives the file its name when it holds anything or replaces one of an earlier run, and leaves nothing behind
  /// otherwise.
  ///
  /// - Returns: Whether it holds anything.
  func finish() throws -> Bool {
    if tally.count > 0 || replaces { try file?.finish() } else { file?.abandon() }
    file = nil
    return tally.count > 0
  }
}

/// Base64 of RFC 4648, section 4.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(0) { $0 << 8 | Int($1) }
      bits <<= 8 * (3 - group.count)
      for digit in 0..<4 {
        let isPadding = digit > group.count
        text.append(isPadding ? UInt8(ascii: "=") : alphabet[bits >> (18 - 6 * digit) & 0x3F])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
