/// `isalpha` and its kin.
enum TextQuestions {
  static func answer(_ method: StringMethod, _ text: TemplateString) throws -> Bool {
    let scalars = PythonText.scalars(text.utf8).map(\.scalar)
    switch method {
    case .isascii: return PythonText.isASCII(text.utf8)
    case .isprintable: return scalars.allSatisfy(PythonText.isPrintable)
    case .islower: return isCased(scalars) { $0.properties.isUppercase || isTitle($0) }
    case .isupper: return isCased(scalars) { $0.properties.isLowercase || isTitle($0) }
    case .istitle: return isTitle(scalars)
    case .isidentifier:
      guard let first = scalars.first else { return false }
      return (first == "_" || first.properties.isXIDStart) && scalars.dropFirst().allSatisfy(\.properties.isXIDContinue)
    default: return !scalars.isEmpty && scalars.allSatisfy { answer(method, $0) }
    }
  }

  /// What `\w` matches in a pattern.
  static func isWord(_ scalar: Unicode.Scalar) -> Bool { scalar == "_" || answer(.isalnum, scalar) }

  private static func answer(_ method: StringMethod, _ scalar: Unicode.Scalar) -> Bool {
    switch method {
    case .isspace: return PythonText.isSpace(scalar)
    case .isalpha: return isAlpha(scalar)
    case .isdecimal: return scalar.properties.numericType == .decimal
    case .isdigit: return isDigit(scalar)
    case .isnumeric: return scalar.properties.numericType != nil
    default: return isAlpha(scalar) || scalar.properties.numericType != nil
    }
  }

  private static func isAlpha(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
  }

  private static func isTitle(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .titlecaseLetter
  }

  /// Whether there is a cased character and none that breaks the case.
  private static func isCased(_ scalars: [Unicode.Scalar], _ breaks: (Unicode.Scalar) -> Bool) -> Bool {
    var sawCased = false
    for scalar in scalars {
      if breaks(scalar) { return false }
      if scalar.properties.isUppercase || scalar.properties.isLowercase { sawCased = true }
    }
    return sawCased
  }

  private static func isTitle(_ scalars: [Unicode.Scalar]) -> Bool {
    var isAfterCased = false
    var sawCased = false
    for scalar in scalars {
      if scalar.properties.isUppercase || isTitle(scalar) {
        if isAfterCased { return false }
        isAfterCased = true
        sawCased = true
      } else if scalar.properties.isLowercase {
        if !isAfterCased { return false }
        sawCased = true
      } else {
        isAfterCased = false
      }
    }
    return sawCased
  }
}
