/// The text of a dataset card below its front matter.
struct CardText {
  let manifest: Manifest
  let card: CardDescription

  init(manifest: Manifest, _ card: CardDescription) {
    self.manifest = manifest
    self.card = card
  }

  /// The text, in Markdown.
  var markdown: String {
    ([
      "# \(Self.escaped(card.prettyName))", introduction, license, "## What it holds", counts, columns, "### Lengths",
      lengths,
      fieldTables.isEmpty ? nil : (["### What the records say of themselves"] + fieldTables).joined(separator: "\n\n"),
      "## How it was made", making, files, ledger, "## Loading", loading, wids,
    ].compactMap(\.self) + training + ["## Checking", checking]).joined(separator: "\n\n") + "\n"
  }

  var introduction: String {
    let description = manifest.description
    let tokenizer = """
      the tokenizer \(Self.code(description.tokenizer.name)) (sha256 `\(description.tokenizer.sum)`, ids below \
      \(manifest.vocabularySize))
      """
    switch manifest.rowSchema {
    case .packed:
      return """
        Instruction data, tokenized and packed for fine-tuning. Each row holds one or more whole examples, at most \
        \(manifest.contextLength) tokens together, without padding. The token ids belong to \(tokenizer) and mean nothing \
        with another.
        """
    case .tokens:
      return """
        Instruction data, tokenized for fine-tuning. Each row holds one example of at most \(manifest.contextLength) \
        tokens, without padding. The token ids belong to \(tokenizer) and mean nothing with another.
        """
    case .text, .messages, .promptCompletion, .preference:
      return """
        \(manifest.rowSchema.title), for fine-tuning. Each row holds one example, which has at most \
        \(manifest.contextLength) tokens when it is made ready for \(Self.code(description.profile)) with \(tokenizer).
        """
    }
  }

  var counts: String {
    let hasFill = !manifest.rowSchema.holdsText
    var lines = [
      "| split | shards | rows | examples | tokens | trained tokens |"
        + (hasFill ? " tokens of the room in rows |" : ""),
      "|---|---:|---:|---:|---:|---:|" + (hasFill ? "---:|" : ""),
    ]
    for split in manifest.splits {
      let counts = split.counts
      lines.append(
        "| \(split.name) | \(split.shards.count) | \(counts.rows) | \(counts.segments) | \(counts.tokens) "
          + "| \(counts.lossTokens) |" + (hasFill ? " \(fill(counts)) |" : ""))
    }
    return lines.joined(separator: "\n")
  }

  var columns: String {
    let meanings = manifest.rowSchema.columns.map { "- `\($0.rawValue)`: \($0.meaning(in: manifest.rowSchema))" }
    let notes = manifest.rowSchema.notes
    return ([meanings.joined(separator: "\n")] + notes).joined(separator: "\n\n")
  }

  var making: String {
    let description = manifest.description
    let counts = description.counts
    var lines = [
      "- made by \(description.generator.name) \(description.generator.version) for the profile "
        + Self.code(description.profile),
      "- fitting: \(Self.code(description.fitting.method)); packing: \(Self.code(description.packing.method))"
        + systemPrompts,
      "- records read: \(counts.read); exported: \(counts.exported), of them shortened: \(counts.trimmed)"
        + (counts.split > 0 ? ", divided: \(counts.split) (\(counts.splitExamples) examples)" : "")
        + "; dropped: \(counts.dropped); rejected: \(counts.rejected)",
    ]
    lines.append(
      "- `\(ExportFileName.segments)` says for each example where it is and which record it came from; "
        + "`\(ExportFileName.ledger)` lists every record that was shortened or dropped")
    return lines.joined(separator: "\n")
  }

  /// What became of system prompts that the chat template refuses, where the settings of fitting say it.
  private var systemPrompts: String {
    for setting in manifest.description.fitting.settings where setting.name == "system" {
      if case .text(let policy) = setting.value {
        return "; system prompts, which the chat template refuses: \(Self.code(policy))"
      }
    }
    return ""
  }

  private var loading: String {
    let lines = Self.blocks(LoaderLine.all(for: manifest, directory: "DIR"))
    guard manifest.layout == .jsonlTar else { return lines }
    return lines + """


      `datasets` keeps what it unpacked under the path alone: where this export took another's place, \
      `load_dataset(…, download_mode="force_redownload")` reads it, and without that the rows may be the old ones.
      """
  }

  /// What the trainer is told that the export was made for, and what to know of it.
  private var training: [String] {
    guard let trainer = manifest.trainer, let guide = TrainerGuide(for: manifest, directory: "DIR") else { return [] }
    return [
      "## Training with \(trainer.name)", Self.blocks(guide.lines), "What to know:",
      guide.traps.map { "- \($0)" }.joined(separator: "\n"),
    ]
  }

  private static func blocks(_ lines: [LoaderLine]) -> String {
    lines.map { "\($0.purpose):\n\n```\($0.language)\n\($0.code)\n```" }.joined(separator: "\n\n")
  }

  private var checking: String {
    """
    ```bash
    sha256sum -c --quiet \(ExportFileName.checksums)
    trainpack verify .
    ```
    """
  }

  /// The share of the rows' room that holds tokens, in percent with one decimal.
  private func fill(_ counts: RowCounts) -> String {
    let room = counts.rows.multipliedReportingOverflow(by: manifest.contextLength)
    let scaled = counts.tokens.multipliedReportingOverflow(by: 1_000)
    guard !room.overflow, !scaled.overflow, room.partialValue > 0 else { return "" }
    let tenths = scaled.partialValue / room.partialValue
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// `text` as code in Markdown, whatever characters it holds.
  static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

  /// `text` with the characters that Markdown or HTML would take as their own written as entities.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&", "<", ">", "|", "`", "*", "[", "]", "\\", "#", "~", "$", "!": escaped += "&#\(scalar.value);"
      case _ where scalar.properties.generalCategory == .control: escaped += "&#\(scalar.value);"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
