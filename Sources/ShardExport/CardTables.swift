import Reports
import StrictJSON

/// The facts of a card that follow from the manifest, each as whole lines of Markdown: a card has them word for word.
extension CardText {
  /// All facts, in their order in the card.
  var facts: [String] {
    [introduction, license, counts, columns, lengths] + fieldTables + [making, files]
      + [ledger, wids].compactMap(\.self)
  }

  // MARK: Lengths

  /// The lengths of the examples: a table, and bars.
  var lengths: String {
    let rows = manifest.splits.map { split in
      let (counts, lengths) = (split.counts, split.lengths)
      return
        "| \(split.name) | \(counts.segments) | \(counts.tokens) | \(counts.lossTokens) | \(lengths.minimum) "
        + "| \(lengths.median) | \(Self.mean(counts)) | \(lengths.p95) | \(lengths.maximum) |"
    }
    let table =
      ["| split | examples | tokens | trained | min | median | mean | p95 | max |", "|---|" + Self.numbers(8)] + rows
    let bars = manifest.splits.map { "\($0.name)\n" + Self.bars($0.lengths.bins) }.joined(separator: "\n")
    return table.joined(separator: "\n") + "\n\nExamples by their length in tokens:\n\n```text\n\(bars)```"
  }

  private static func numbers(_ count: Int) -> String { String(repeating: "---:|", count: count) }

  /// The mean length, in tokens with one decimal.
  private static func mean(_ counts: RowCounts) -> String {
    let scaled = counts.tokens.multipliedReportingOverflow(by: 20)
    guard !scaled.overflow, counts.segments > 0 else { return "" }
    let tenths = (scaled.partialValue / counts.segments + 1) / 2
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func bars(_ bins: [Histogram.Bin]) -> String {
    let most = bins.map(\.count).max() ?? 0
    let width = bins.map { String($0.through).utf8.count }.max() ?? 0
    func aligned(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: " ", count: max(0, width - digits.utf8.count)) + digits
    }
    return bins.map { bin in
      let bar = bar(bin.count, of: most)
      return "  \(aligned(bin.from)) - \(aligned(bin.through))  \(bar)\(bar.isEmpty ? "" : " ")\(bin.count)\n"
    }.joined()
  }

  private static func bar(_ count: Int, of most: Int) -> String {
    if count <= 0 || most <= 0 { return "" }
    return String(repeating: "█", count: max(1, Int((Double(count) / Double(most) * 40).rounded())))
  }

  // MARK: Fields

  /// What the records say of their sources, authors and subjects: a table a field.
  var fieldTables: [String] { manifest.description.fields.map(table) }

  private func table(_ table: FieldTable) -> String {
    let title =
      switch table.role {
      case .source: "Sources"
      case .authorModel: "Models that wrote the records"
      case .category: "Subjects and kinds"
      }
    let names = manifest.splits.map(\.name)
    var lines = [
      "| \(Self.code(table.field)) | \(names.joined(separator: " | ")) |", "|---|" + Self.numbers(names.count),
    ]
    for value in table.values { lines.append(Self.row(Self.code(Self.text(value.value)), value.counts)) }
    if table.otherValueCount > 0 {
      lines.append(Self.row("\(table.otherValueCount) others", table.otherCounts))
    }
    if table.missingCounts.contains(where: { $0 > 0 }) { lines.append(Self.row("without", table.missingCounts)) }
    return "\(title), by the field \(Self.code(table.field)) of the records:\n\n" + lines.joined(separator: "\n")
  }

  private static func row(_ name: String, _ counts: [Int]) -> String {
    "| \(name) | \(counts.map(String.init).joined(separator: " | ")) |"
  }

  /// The value as people write it: a text without its quotes.
  private static func text(_ value: [UInt8]) -> String {
    let tree = try? JSONReader().readTree(value, at: .init(source: "manifest.json"))
    return tree?.string ?? String(decoding: value, as: UTF8.self)
  }

  // MARK: Provenance

  /// The most files that the card names.
  private static let maximumFileCount = 100

  /// The files that the records came from.
  var files: String {
    let inputs = manifest.description.inputs
    var lines = ["| file | bytes | records | sha256 |", "|---|---:|---:|---|"]
    for input in inputs.prefix(Self.maximumFileCount) {
      lines.append(
        "| \(Self.code(input.name)) | \(input.byteCount.map(String.init) ?? "") | \(input.recordCount) | `\(input.sum)` |"
      )
    }
    let more = inputs.count - Self.maximumFileCount
    if more > 0 { lines += ["", "\(more) more files stand in `\(ExportFileName.manifest)`, under `inputs`."] }
    return lines.joined(separator: "\n")
  }

  /// What became of the records that the ledger lists; `nil` where it lists none.
  var ledger: String? {
    let entries = manifest.description.ledger.entries
    if entries.isEmpty { return nil }
    let rows = entries.map { entry in
      let why = entry.isOverBudget ? "longer than the budget" : "nothing of it is trained"
      return "| \(Self.escaped(entry.action)) | \(why) | \(entry.records) | \(entry.tokensBefore) "
        + "| \(entry.tokensAfter) |"
    }
    return (["| in the ledger | why | records | tokens before | tokens after |", "|---|---|---:|---:|---:|"] + rows)
      .joined(separator: "\n")
  }

  /// How rows are read by their numbers; `nil` without an index for it.
  var wids: String? {
    guard manifest.wids == .written, let split = manifest.splits.first else { return nil }
    return """
      Any row by its number (`wids`, which needs torch and Pillow):

      ```python
      from wids import ShardListDataset
      index = ShardListDataset("DIR/\(ExportFileName.widsIndex(of: split.name))")
      rows = [index[number][".json"] for number in range(len(index))]
      ```
      """
  }

  /// The terms of use, as the front matter names them.
  var license: String {
    let license = card.license
    let further = [license.name, license.link].compactMap { $0.map(Self.code) }
    let names = ([Self.code(license.identifier)] + further).joined(separator: ", ")
    return license == .unknown
      ? "License: nobody has said under which terms the data may be used." : "License: \(names)"
  }
}
