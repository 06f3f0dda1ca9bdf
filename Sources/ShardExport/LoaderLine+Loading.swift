/// Where an export's rows are, as code names it, and the ways to load them.
struct LoaderPlace {
  private let manifest: Manifest
  private let folder: String
  private let pattern: String
  private let split: String
  private let shardPath: String

  init(manifest: Manifest, directory: String, split: SplitDescription, shard: ShardDescription) {
    self.manifest = manifest
    folder = LoaderLine.pythonLiteral(directory)
    pattern = LoaderLine.pythonLiteral("\(directory)/data/\(split.name)-*\(manifest.form.fileExtension)")
    self.split = LoaderLine.pythonLiteral(split.name)
    shardPath = LoaderLine.shellLiteral("\(directory)/\(shard.path)")
  }

  /// The lines that give `rows`.
  var loading: [LoaderLine] {
    switch manifest.layout {
    case .jsonlTar: jsonlTar
    case .webdataset: webdataset
    case .jsonl: jsonl
    }
  }

  private func python(_ purpose: String, _ code: String) -> LoaderLine {
    LoaderLine(purpose: purpose, language: "python", code: code)
  }

  private var jsonlTar: [LoaderLine] {
    // Without the card's types the first block decides them, and nulls have none.
    let anyVersion =
      manifest.rowSchema.messageKeys?.hasNulls == true
      ? []
      : [
        python(
          "The same with any version of `datasets`",
          """
          from datasets import load_dataset
          rows = load_dataset("json", data_files={\(split): \(pattern)}, split=\(split))
          """)
      ]
    return [
      python(
        "All rows, in flat columns (`datasets` 3.5 and later)",
        "from datasets import load_dataset\nrows = load_dataset(\(folder), split=\(split))")
    ] + anyVersion + [
      python(
        "Streaming (`datasets` 4.8 and later; `load_dataset(…, streaming=True)` alone cannot read JSONL in tar)",
        """
        from glob import glob
        from datasets import load_dataset
        files = [f"tar://*.jsonl::{path}" for path in sorted(glob(\(pattern)))]
        rows = load_dataset("json", data_files={\(split): files}, split=\(split), streaming=True)
        """)
    ]
  }

  private var webdataset: [LoaderLine] {
    [
      python(
        "All rows, in flat columns",
        """
        from datasets import load_dataset
        rows = load_dataset(\(folder), split=\(split)).select_columns("json").flatten()
        rows = rows.rename_columns({name: name.removeprefix("json.") for name in rows.column_names})
        """),
      python(
        "Streaming",
        """
        from datasets import load_dataset
        rows = load_dataset(\(folder), split=\(split), streaming=True)
        rows = rows.map(lambda row: row["json"], remove_columns=["json", "__key__", "__url__"])
        """),
      python(
        "With `webdataset`",
        """
        from glob import glob
        import webdataset
        files = sorted(glob(\(pattern)))
        rows = webdataset.WebDataset(files, shardshuffle=False).decode().to_tuple("json").map(lambda sample: sample[0])
        """),
    ]
  }

  private var jsonl: [LoaderLine] {
    [
      python(
        "All rows", "from datasets import load_dataset\nrows = load_dataset(\(folder), split=\(split))"),
      python(
        "Streaming", "from datasets import load_dataset\nrows = load_dataset(\(folder), split=\(split), streaming=True)"
      ),
    ]
  }

  /// The line for a shell, which prints a column of each row.
  var shell: LoaderLine {
    let reading =
      switch (manifest.layout, manifest.compression) {
      case (.jsonlTar, _), (.webdataset, _): "tar -xOf"
      case (.jsonl, .none): "cat"
      case (.jsonl, .gzip): "gzip -dc"
      case (.jsonl, .xz): "xz -dc"
      case (.jsonl, .zstd): "zstd -dcq"
      }
    let column: RowColumn =
      switch manifest.rowSchema {
      case .packed: .sequenceLengths
      case .tokens: .inputIDs
      case .text: .text
      case .messages: .messages
      case .promptCompletion: .completion
      case .preference: .chosen
      }
    return LoaderLine(
      purpose: "In the shell", language: "bash", code: "\(reading) \(shardPath) | jq -c .\(column.rawValue)")
  }
}
