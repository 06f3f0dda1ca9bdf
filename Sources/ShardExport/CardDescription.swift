import Diagnostics

/// What the dataset card says that does not follow from the export itself.
public struct CardDescription: Hashable, Sendable {
  /// The dataset's title: one line.
  public var prettyName: String
  public var license: CardLicense
  /// Language codes of two or three letters, such as `en`; `und` says that the language is undetermined.
  public var languages: [String]
  /// Tags beside those that every export has: one line each.
  public var tags: [String]

  public init(
    prettyName: String, license: CardLicense = .unknown, languages: [String] = ["und"], tags: [String] = []
  ) {
    self.prettyName = prettyName
    self.license = license
    self.languages = languages
    self.tags = tags
  }

  /// - Throws: `export.card`.
  func validate() throws {
    for text in [prettyName] + tags where !Self.isLine(text) {
      throw TrainPackError(
        .exportCard, "a title or tag of the card is empty or has a line break or control character",
        details: ["the text: \(text.debugDescription)"], fix: "give it as one line of text")
    }
    guard !languages.isEmpty else {
      throw TrainPackError(
        .exportCard, "the card names no language", fix: "name one with --language, or `und` for undetermined")
    }
    for language in languages where !Self.isLanguageCode(language) {
      throw TrainPackError(
        .exportCard, "\"\(language)\" is not a language code of the Hub",
        fix: "use a code of two or three lowercase letters (ISO 639), `code` or `multilingual`: --language en")
    }
    try license.validate()
  }

  /// Whether `text` is one line with something in it.
  static func isLine(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.allSatisfy { !$0.properties.isNewlineOrControl }
  }

  static func isLanguageCode(_ text: String) -> Bool {
    if text == "code" || text == "multilingual" { return true }
    return (2...3).contains(text.utf8.count)
      && text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }
}

/// Under which terms the dataset may be used, as the Hub names them.
public struct CardLicense: Hashable, Sendable {
  /// The Hub's identifier, such as `apache-2.0`; `other` for terms that have none.
  public var identifier: String
  /// For `other`: the name of the terms.
  public var name: String?
  /// For `other`: where the terms stand, a URL or a file of the repository.
  public var link: String?

  public init(identifier: String, name: String? = nil, link: String? = nil) {
    self.identifier = identifier
    self.name = name
    self.link = link
  }

  /// Nobody has said under which terms: the Hub's own word for it.
  public static let unknown = CardLicense(identifier: "unknown")

  func validate() throws {
    guard CardLicense.isIdentifier(identifier) else {
      throw TrainPackError(
        .exportCard, "\"\(identifier)\" is not a license identifier of the Hub",
        fix: "use one such as `apache-2.0`, `cc-by-4.0` or `unknown`: --license apache-2.0")
    }
    for text in [name, link].compactMap({ $0 }) where !CardDescription.isLine(text) {
      throw TrainPackError(
        .exportCard, "the license's name or link is empty or not one line", fix: "give it as one line of text")
    }
    guard identifier != "other" || name != nil && link != nil else {
      throw TrainPackError(
        .exportCard, "the license `other` needs a name and a link",
        fix: "name the terms and where they stand: --license other --license-name NAME --license-link URL")
    }
  }

  static func isIdentifier(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isNewlineOrControl: Bool {
    switch generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
