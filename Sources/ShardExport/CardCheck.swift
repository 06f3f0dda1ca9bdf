import Yams

/// Compares the front matter of a dataset card with the manifest.
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
    return factViolations(node) + descriptionViolations(node)
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
    if texts(card["size_categories"]) != [category] { found.append("its \"size_categories\" is not \(category)") }
    if texts(card["task_categories"]) != ["text-generation"] {
      found.append("its \"task_categories\" is not text-generation")
    }
    let license = CardLicense(
      identifier: card["license"]?.string ?? "", name: card["license_name"]?.string, link: card["license_link"]?.string)
    let description = CardDescription(
      prettyName: card["pretty_name"]?.string ?? "", license: license, languages: texts(card["language"]) ?? [],
      tags: texts(card["tags"]) ?? [""])
    do { try description.validate() } catch { found.append("its title, license, language or tags: \(error)") }
    return found
  }

  /// The texts of a list; `nil` when it is none, or holds anything else.
  private func texts(_ node: Node?) -> [String]? {
    guard let sequence = node?.sequence else { return nil }
    let texts = sequence.compactMap { $0.scalar?.string }
    return texts.count == sequence.count ? texts : nil
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
