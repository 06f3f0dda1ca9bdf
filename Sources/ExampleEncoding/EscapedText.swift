import Diagnostics

/// Texts without what a filter put into or around them: as much as is needed to compare them with what went in.
enum EscapedText {
  /// The text with the escapes of JSON, or of Python's `repr`, read; a backslash that begins none stays.
  static func withoutEscapes(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\"), let (bytes, width) = escape(text[index...]) else {
        result.append(text[index])
        index += 1
        continue
      }
      result += bytes
      index += width
    }
    return result
  }

  /// The text with the entities that MarkupSafe writes read.
  static func withoutEntities(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let entity = text[index] == UInt8(ascii: "&") ? entities.first { text[index...].starts(with: $0.text) } : nil
      result.append(entity?.byte ?? text[index])
      index += entity?.text.count ?? 1
    }
    return result
  }

  private static let entities: [(text: [UInt8], byte: UInt8)] = [
    ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&#34;", "\""), ("&quot;", "\""),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)[0]) }

  /// What the escape at the start of `text` stands for, and its length in bytes.
  private static func escape(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], width: Int)? {
    guard let letter = text.dropFirst().first else { return nil }
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "/"): return ([letter], 2)
    case UInt8(ascii: "n"): return ([0x0A], 2)
    case UInt8(ascii: "r"): return ([0x0D], 2)
    case UInt8(ascii: "t"): return ([0x09], 2)
    case UInt8(ascii: "b"): return ([0x08], 2)
    case UInt8(ascii: "f"): return ([0x0C], 2)
    case UInt8(ascii: "x"): return scalar(unit(text, digits: 2), width: 4)
    case UInt8(ascii: "u"):
      guard let high = unit(text, digits: 4) else { return nil }
      if (0xD800..<0xDC00).contains(high), let low = unit(text.dropFirst(6), digits: 4),
        text.dropFirst(6).first == 0x5C,
        (0xDC00..<0xE000).contains(low)
      {
        return scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), width: 12)
      }
      return scalar(high, width: 6)
    case UInt8(ascii: "U"): return scalar(unit(text, digits: 8), width: 10)
    default: return nil
    }
  }

  /// The number in the digits behind the two bytes that begin an escape.
  private static func unit(_ text: ArraySlice<UInt8>, digits: Int) -> UInt32? {
    let written = text.dropFirst(2).prefix(digits)
    guard written.count == digits else { return nil }
    return UInt32(String(decoding: written, as: UTF8.self), radix: 16)
  }

  private static func scalar(_ value: UInt32?, width: Int) -> (bytes: [UInt8], width: Int)? {
    guard let value, let scalar = Unicode.Scalar(value) else { return nil }
    return (Array(String(Character(scalar)).utf8), width)
  }
}

extension [UInt8] {
  var withoutOuterWhiteSpace: ArraySlice<UInt8> { trimming(\.isASCIIWhiteSpace) }

  /// The text without white space and the marks of JSON, or of Python's `repr`, at its ends.
  var withoutOuterMarks: ArraySlice<UInt8> {
    trimming { $0.isASCIIWhiteSpace || "\"'{}[](),:".utf8.contains($0) }
  }

  private func trimming(_ isOuter: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    guard let first = firstIndex(where: { !isOuter($0) }), let last = lastIndex(where: { !isOuter($0) }) else {
      return []
    }
    return self[first...last]
  }
}
