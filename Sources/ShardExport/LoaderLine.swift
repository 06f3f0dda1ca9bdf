/// A way to read an export with a tool of its users, as code that runs.
public struct LoaderLine: Hashable, Sendable {
  /// What it is for: one line.
  public var purpose: String
  /// The language of the code, as Markdown names it.
  public var language: String
  public var code: String

  /// All ways that work for an export's layout, the plainest first.
  ///
  /// - Parameters:
  ///   - manifest: The export's manifest.
  ///   - directory: The export's folder, as the code is to name it.
  /// - Source: each was run with `datasets` 3.6, 4.8 and 5.2, `trl` 1.16 and `transformers` 5.23.
  public static func all(for manifest: Manifest, directory: String) -> [LoaderLine] {
    guard let split = manifest.splits.first, let shard = split.shards.first else { return [] }
    switch manifest.layout {
    case .jsonlTar:
      let folder = pythonLiteral(directory)
      let pattern = pythonLiteral("\(directory)/data/\(split.name)-*\(manifest.layout.fileExtension)")
      let name = pythonLiteral(split.name)
      return [
        LoaderLine(
          purpose: "All rows, in flat columns (`datasets` 3.5 and later)", language: "python",
          code: "from datasets import load_dataset\nrows = load_dataset(\(folder), split=\(name))"),
        LoaderLine(
          purpose: "The same with any version of `datasets`", language: "python",
          code: """
            from datasets import load_dataset
            rows = load_dataset("json", data_files={\(name): \(pattern)}, split=\(name))
            """),
        LoaderLine(
          purpose:
            "Streaming (`datasets` 4.8 and later; `load_dataset(…, streaming=True)` alone cannot read JSONL in tar)",
          language: "python",
          code: """
            from glob import glob
            from datasets import load_dataset
            files = [f"tar://*.jsonl::{path}" for path in sorted(glob(\(pattern)))]
            rows = load_dataset("json", data_files={\(name): files}, split=\(name), streaming=True)
            """),
        trl, transformers,
        LoaderLine(
          purpose: "In the shell", language: "bash",
          code: "tar -xOf \(shellLiteral("\(directory)/\(shard.path)")) | jq -c .seq_lengths"),
      ]
    }
  }

  private static let trl = LoaderLine(
    purpose: "Training with TRL, whose collator keeps the examples of a row apart by `seq_lengths`", language: "python",
    code: """
      from trl import SFTConfig
      config = SFTConfig(
          padding_free=True, max_length=None, packing=False, dataset_kwargs={"skip_prepare_dataset": True})
      """)

  private static let transformers = LoaderLine(
    purpose:
      "Training with `transformers.Trainer` and `remove_unused_columns=False`: the rows are taken apart first, as "
      + "`DataCollatorWithFlattening` alone takes a row for one example",
    language: "python",
    code: """
      from itertools import accumulate, pairwise
      from transformers import DataCollatorWithFlattening
      flatten = DataCollatorWithFlattening()
      def collate(rows):
          return flatten([{name: row[name][start:end] for name in ("input_ids", "labels")}
                          for row in rows for start, end in pairwise(accumulate(row["seq_lengths"], initial=0))])
      """)

  /// `text` as a string in Python.
  private static func pythonLiteral(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"": literal += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        literal += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// `text` as one word of the shell.
  private static func shellLiteral(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        true
      default: false
      }
    }
    if plain, text.utf8.first != UInt8(ascii: "-") { return text }
    var literal = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { literal += "'\\''" } else { literal.unicodeScalars.append(scalar) }
    }
    return literal + "'"
  }
}
