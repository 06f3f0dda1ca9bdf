import Yams

/// Compares a dataset card with the manifest: its front matter, and the facts in its text. Other text may stand between
/// them.
struct CardCheck {
  let manifest: Manifest

  /// The largest card that is read.
  static let maximumByteCount = 1 << 20

  /// All that is wrong with a card, in words.
  func violations(of bytes: [UInt8]) -> [String] {
    guard bytes.count <= Self.maximumByteCount, let text = String(validating: bytes, as: UTF8.self) else {
      return ["it is not UTF-8, or has more than \(Self.maximumByteCount) bytes"]
    }
    guard let frontMatter = Self.frontMatter(of: text) else {
      return ["it has no front matter between two lines of ---"]
    }
    guard let node = try? Yams.compose(yaml: frontMatter), node.mapping != nil else {
      return ["its front matter is not a YAML mapping, or has a key twice"]
    }
    return factViolations(node) + descriptionViolations(node) + textViolations(text, node)
  }

  /// What follows from the manifest must be there exactly.
  private func factViolations(_ card: Node) -> [String] {
    CardFacts(manifest).pairs.compactMap { name, expected in
      // Written and read again, so that both sides are what a YAML reader sees.
      guard let text = try? Yams.serialize(node: expected), let read = try? Yams.compose(yaml: text) else {
        return "the manifest cannot be written as YAML"
      }
      return card[name] == read ? nil : "its \"\(name)\" is not what the manifest says"
    }
  }

  /// What somebody chose must be something that the Hub takes.
  private func descriptionViolations(_ card: Node) -> [String] {
    var found: [String] = []
    let category = CardFacts.sizeCategory(rowCount: manifest.totals.rows)
    if card["size_categories"]?.texts != [category] { found.append("its \"size_categories\" is not \(category)") }
    if card["task_categories"]?.texts != ["text-generation"] {
      found.append("its \"task_categories\" is not text-generation")
    }
    let description = CardDescription(frontMatter: card)
    do { try description.validate() } catch { found.append("its title, license, language or tags: \(error)") }
    return found
  }

  /// The facts that the text tells must stand there line by line.
  private func textViolations(_ text: String, _ card: Node) -> [String] {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
    return CardText(manifest: manifest, CardDescription(frontMatter: card)).facts.compactMap { fact in
      let expected = fact.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
      if lines.indices.contains(where: { lines[$0...].starts(with: expected) }) { return nil }
      let first = fact.prefix { $0 != "\n" }
      return "its text does not tell what the manifest says, from the line \"\(first)\" on"
    }
  }

  /// The YAML between the first line and the next line of three hyphens.
  static func frontMatter(of text: String) -> String? {
    let bytes = Array(text.utf8)
    let fence = Array("---\n".utf8)
    guard bytes.starts(with: fence) else { return nil }
    var start = fence.count
    while start < bytes.count {
      if bytes[start...].starts(with: fence) {
        return String(decoding: bytes[fence.count..<start], as: UTF8.self)
      }
      guard let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      start = feed + 1
    }
    return nil
  }
}

extension CardDescription {
  /// What somebody chose, as a card's front matter says it; texts that are missing are empty.
  init(frontMatter card: Node) {
    let license = CardLicense(
      identifier: card["license"]?.string ?? "", name: card["license_name"]?.string, link: card["license_link"]?.string)
    self.init(
      prettyName: card["pretty_name"]?.string ?? "", license: license, languages: card["language"]?.texts ?? [],
      tags: card["tags"]?.texts ?? [""])
  }
}

extension Node {
  /// The texts of a list; `nil` when it is none, or holds anything else.
  fileprivate var texts: [String]? {
    guard let sequence else { return nil }
    let texts = sequence.compactMap { $0.scalar?.string }
    return texts.count == sequence.count ? texts : nil
  }
}
