import Prompting

/// Text without what two versions of the same record most often differ in: case, white space and punctuation.
///
/// Letters are folded to lower case, and each run of white space, control characters and punctuation (the Unicode
/// categories Z, C and P) becomes one space, none at the ends. Symbols such as `<`, `+` and `°` stay, as they carry
/// meaning; a minus sign written as a hyphen is punctuation and goes.
public enum FoldedText {
  /// The folded text of a whole conversation: each message's role, then its folded text.
  public static func folded(_ conversation: Conversation) -> [UInt8] {
    var result: [UInt8] = []
    for message in conversation.messages {
      // Two bytes that folded text never holds set the roles apart from the text.
      result.append(0x1E)
      result += Array(message.role.rawValue.utf8)
      result.append(0x1F)
      result += folded(message.parts.flatMap(\.utf8))
    }
    return result
  }

  /// The folded text of some UTF-8; bytes that are not UTF-8 count as U+FFFD.
  ///
  /// - Complexity: O(*n*).
  public static func folded(_ utf8: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(utf8.count)
    var isSpacePending = false
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
      if isSeparator(scalar) {
        isSpacePending = true
        continue
      }
      if isSpacePending && !result.isEmpty { result.append(0x20) }
      isSpacePending = false
      if scalar.isASCII {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        result.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
      } else {
        result += Array(scalar.properties.lowercaseMapping.utf8)
      }
    }
    return result
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // The letters, digits and symbols ($ + < = > ^ ` | ~) of ASCII, which most text is.
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x24, 0x2B, 0x3C...0x3E, 0x5E, 0x60, 0x7C, 0x7E: return false
    case ..<0x80: return true
    default: break
    }
    return isSeparatorCategory(scalar.properties.generalCategory)
  }

  private static func isSeparatorCategory(_ category: Unicode.GeneralCategory) -> Bool {
    switch category {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .surrogate, .privateUse, .unassigned,
      .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}
