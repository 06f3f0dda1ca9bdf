import Diagnostics

/// Turns offsets in a document into places that a person can find.
struct SourcePlace {
  let source: [UInt8]
  let range: Range<Int>
  /// Where the document begins; a document without a line begins at line 1 of its source.
  let start: InputLocation

  /// The place of the byte at `offset` from the document's start.
  func location(at offset: Int) -> InputLocation {
    let at = min(range.lowerBound + max(0, offset), range.upperBound)
    var lineBreaks = 0
    var lineStart = range.lowerBound
    for index in range.lowerBound..<at where source[index] == 0x0A {
      lineBreaks += 1
      lineStart = index + 1
    }
    var location = start
    location.line = (start.line ?? 1) + lineBreaks
    location.column = at - lineStart + 1 + (lineBreaks == 0 ? (start.column ?? 1) - 1 : 0)
    location.byteOffset = (start.byteOffset ?? 0) + at - range.lowerBound
    return location
  }

  /// A few bytes around `offset`, for a message: control characters and bytes that are not UTF-8 are shown as escapes.
  func excerpt(at offset: Int, radius: Int = 32) -> String {
    let at = min(range.lowerBound + max(0, offset), range.upperBound)
    var low = max(range.lowerBound, at - radius)
    var high = min(range.upperBound, at + radius)
    while low < at && low > range.lowerBound && source[low] & 0xC0 == 0x80 { low += 1 }
    while high > at && high < range.upperBound && source[high] & 0xC0 == 0x80 { high -= 1 }
    let before = low > range.lowerBound ? "…" : ""
    let after = high < range.upperBound ? "…" : ""
    return before + Self.visible(source[low..<high]) + after
  }

  static func visible(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        switch scalar.value {
        case 0x0A: text += "\\n"
        case 0x0D: text += "\\r"
        case 0x09: text += "\\t"
        case 0..<0x20, 0x7F..<0xA0: text += "\\x" + hexadecimal(UInt8(scalar.value))
        default: text.unicodeScalars.append(scalar)
        }
      case .error(let length):
        text += String(repeating: "\u{FFFD}", count: max(1, length))
      case .emptyInput:
        return text
      }
    }
  }

  static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }
}
