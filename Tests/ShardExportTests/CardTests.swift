import Testing
import Yams

@testable import ShardExport

@Suite("Dataset card")
struct CardTests {
  private func card(_ export: SyntheticExport) throws -> (Manifest, String) {
    let folder = TemporaryFolder()
    let manifest = try export.write(to: folder.path("out"))
    return (manifest, String(decoding: try folder.files(in: "out")["README.md"] ?? [], as: UTF8.self))
  }

  @Test("the front matter has the Hub's keys in their order, with the manifest's numbers")
  func frontMatter() throws {
    var export = SyntheticExport()
    export.splitNames = ["train", "validation"]
    export.card.license = CardLicense(identifier: "other", name: "terms-1", link: "https://example.org/terms")
    let (manifest, text) = try card(export)
    let node = try #require(try Yams.compose(yaml: CardCheck.frontMatter(of: text) ?? ""))
    #expect(
      node.mapping?.keys.map(\.string) == [
        "pretty_name", "license", "license_name", "license_link", "language", "task_categories", "tags",
        "size_categories", "configs", "dataset_info",
      ])
    #expect(node["size_categories"]?.sequence?.first?.string == "n<1K")
    let files = node["configs"]?.sequence?.first?["data_files"]?.sequence
    #expect(files?.map { $0["path"]?.string } == ["data/train-*.jsonl.tar", "data/validation-*.jsonl.tar"])
    let splits = node["dataset_info"]?["splits"]?.sequence
    #expect(splits?.map { $0["num_examples"]?.int } == manifest.splits.map(\.counts.rows))
    let features = node["dataset_info"]?["features"]?.sequence
    #expect(features?.map { $0["name"]?.string } == ["input_ids", "labels", "seq_lengths"])
    #expect(features?.allSatisfy { $0["sequence"]?.string == "int32" } == true)
  }

  @Test(
    "a text stays the text it is, whatever YAML could take it for",
    arguments: ["no", "123", "null", "a: b # c", "'q'", "- x", "~", "---", "é 漢字", "1e3", "\\", "{}", "@", "%"])
  func textsStay(text: String) throws {
    var export = SyntheticExport(rowCount: 1)
    export.card.prettyName = text
    export.card.tags = [text]
    let (_, card) = try card(export)
    let node = try #require(try Yams.compose(yaml: CardCheck.frontMatter(of: card) ?? ""))
    #expect(node["pretty_name"]?.string == text)
    #expect(node["pretty_name"]?.scalar?.style == .singleQuoted)
    #expect(node["tags"]?.sequence?.last?.string == text)
  }

  @Test("a tag that every export has stands once, also where it is chosen again")
  func tagsOnce() throws {
    var export = SyntheticExport(rowCount: 1)
    export.card.tags = ["sft", "medical", "trainpack", "medical"]
    let (_, card) = try card(export)
    let node = try #require(try Yams.compose(yaml: CardCheck.frontMatter(of: card) ?? ""))
    #expect(node["tags"]?.sequence?.map(\.string) == ["trainpack", "packed", "sft", "medical"])
  }

  @Test("the size category follows the row count, at both ends of each")
  func sizeCategories() {
    for (rows, name) in [
      (1, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (9_999, "1K<n<10K"), (10_000, "10K<n<100K"),
      (999_999, "100K<n<1M"), (1_000_000, "1M<n<10M"), (.max, "n>1T"),
    ] {
      #expect(CardFacts.sizeCategory(rowCount: rows) == name)
    }
  }

  @Test("the card shows every loader line, and the first is the plainest")
  func loaderLines() throws {
    let (manifest, text) = try card(SyntheticExport())
    let lines = LoaderLine.all(for: manifest, directory: "DIR")
    for line in lines { #expect(text.contains(line.code)) }
    #expect(lines.first?.code == "from datasets import load_dataset\nrows = load_dataset(\"DIR\", split=\"train\")")
    let code = lines.map(\.code).joined(separator: "\n")
    for part in [
      "tar://*.jsonl::", "padding_free=True", "DataCollatorWithFlattening", "tar -xOf DIR/data/train-00000-of-",
    ] {
      #expect(code.contains(part))
    }
  }

  @Test("TRL is told the context length wherever it would cut rows itself")
  func contextLengthForTRL() {
    let schemas: [RowSchema] = [
      .packed(.omitted), .tokens, .text, .messages(MessageKeys()), .promptCompletion(MessageKeys()),
      .preference(MessageKeys()),
    ]
    let code = schemas.flatMap { LoaderLine.training($0, contextLength: 777) }.map(\.code)
      .filter { $0.contains("SFTConfig(") }
    #expect(code.count == 3 && code.allSatisfy { $0.contains("max_length=") })
    // Rows that hold tokens fit; of text it is TRL that counts.
    #expect(code.count { $0.contains("max_length=777") } == 1)
  }

  @Test("a folder's name is quoted as the loader's language asks")
  func directoriesQuoted() throws {
    let (manifest, _) = try card(SyntheticExport())
    let lines = LoaderLine.all(for: manifest, directory: "a \"b\" \\ 'c'\n")
    #expect(lines.first?.code.contains("load_dataset(\"a \\\"b\\\" \\\\ 'c'\\x0a\", ") == true)
    #expect(lines.last?.code.hasPrefix("tar -xOf 'a \"b\" \\ '\\''c'\\''\n/data/") == true)
    #expect(LoaderLine.all(for: manifest, directory: "-x").last?.code.hasPrefix("tar -xOf '-x/") == true)
  }

  @Test("names from the data cannot become markup")
  func escaped() throws {
    let (_, text) = try card(SyntheticExport())
    #expect(text.contains("<code>data/é&#124;&#96;x&#96;.jsonl</code>"))
  }
}
