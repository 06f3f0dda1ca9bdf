/// A little of a text around a place in it.
public struct TextExcerpt: Hashable, Sendable {
  /// What stands before the place and after it.
  public var before: String
  public var after: String
  /// Whether there is more of the text on either side.
  public var isCutBefore: Bool
  public var isCutAfter: Bool

  private static let scalarsBefore = 24
  private static let scalarsAfter = 48

  /// - Parameter offset: Of a byte; one inside a character stands for the character's first.
  init(of utf8: [UInt8], at offset: Int) {
    var place = min(max(offset, 0), utf8.count)
    while place > 0, place < utf8.count, Self.isContinuation(utf8[place]) { place -= 1 }
    var start = place
    var count = 0
    while start > 0, count < Self.scalarsBefore {
      start -= 1
      if !Self.isContinuation(utf8[start]) { count += 1 }
    }
    var end = place
    count = 0
    while end < utf8.count {
      if !Self.isContinuation(utf8[end]) {
        if count == Self.scalarsAfter { break }
        count += 1
      }
      end += 1
    }
    before = String(decoding: utf8[start..<place], as: UTF8.self)
    after = String(decoding: utf8[place..<end], as: UTF8.self)
    isCutBefore = start > 0
    isCutAfter = end < utf8.count
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The text on one line with the place marked, line breaks and tabs as `\n`, `\r` and `\t`, and where it ends told.
  var marked: String {
    (isCutBefore ? "…" : "") + Self.shown(before) + "▸" + Self.shown(after) + (isCutAfter ? "…" : " (end)")
  }

  private static func shown(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { shown, scalar in
      switch scalar {
      case "\n": shown += "\\n"
      case "\r": shown += "\\r"
      case "\t": shown += "\\t"
      default: shown.unicodeScalars.append(scalar)
      }
    }
  }
}
