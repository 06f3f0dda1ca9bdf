import Yams

extension RowSchema {
  /// What the Hub finds such rows by.
  fileprivate var tags: [String] {
    switch self {
    case .packed: ["packed", "sft"]
    case .tokens: ["tokenized", "sft"]
    case .text, .messages, .promptCompletion: ["sft"]
    case .preference: ["preference"]
    }
  }
}

/// The dataset card, `README.md`: its front matter tells `datasets` and the Hub what the folder holds, its text tells
/// people.
struct Card {
  let manifest: Manifest
  let description: CardDescription

  init(manifest: Manifest, _ description: CardDescription) {
    self.manifest = manifest
    self.description = description
  }

  /// The whole file, as UTF-8.
  var text: [UInt8] {
    get throws {
      let frontMatter = try Yams.serialize(node: self.frontMatter, width: -1, allowUnicode: true)
      return Array("---\n\(frontMatter)---\n\n\(CardText(manifest: manifest, description).markdown)".utf8)
    }
  }

  /// The front matter, its keys in the order of the Hub's template.
  var frontMatter: Node {
    var pairs: [(String, Node)] = [("pretty_name", Self.quoted(description.prettyName))]
    pairs.append(("license", Self.quoted(description.license.identifier)))
    if let name = description.license.name { pairs.append(("license_name", Self.quoted(name))) }
    if let link = description.license.link { pairs.append(("license_link", Self.quoted(link))) }
    pairs.append(("language", Self.list(description.languages)))
    pairs.append(("task_categories", Self.list(["text-generation"])))
    pairs.append(("tags", Self.list(tags)))
    pairs.append(("size_categories", Self.list([CardFacts.sizeCategory(rowCount: manifest.totals.rows)])))
    return .pairs(pairs + CardFacts(manifest).pairs)
  }

  /// The tags of every export, and those that were chosen besides, each once.
  private var tags: [String] {
    var seen: Set<[UInt8]> = []
    return (["trainpack"] + manifest.rowSchema.tags + description.tags).filter { seen.insert(Array($0.utf8)).inserted }
  }

  private static func list(_ texts: [String]) -> Node { .list(texts.map(quoted)) }

  /// A text that stays one in every YAML version: without quotes, Norwegian (`no`) would be read as false.
  static func quoted(_ text: String) -> Node { Node(text, Tag(.str), .singleQuoted) }
}
