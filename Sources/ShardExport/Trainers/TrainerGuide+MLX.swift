extension TrainerGuide {
  /// Source: `mlx_lm/tuner/datasets.py`, `tuner/trainer.py` and `lora.py` 0.31; earlier ones stop without rows to validate
  /// on.
  static func mlxLM(_ export: TrainedExport) -> TrainerGuide {
    let name = export.training.name
    let keptBack = keptBack(export)
    let (training, validation) =
      export.evaluation.map { (name, $0.name) }
      ?? (keptBack == 0 ? (name, name) : ("\(name)[:-\(keptBack)]", "\(name)[-\(keptBack):]"))
    var settings = [
      "hf_dataset:", "  path: \(export.folder)", "  train_split: \(TrainedExport.quoted(training))",
      "  valid_split: \(TrainedExport.quoted(validation))",
    ]
    if let test = test(export) {
      settings.append("  test_split: \(TrainedExport.quoted(test.name))")
    }
    settings += ["mask_prompt: true", "max_seq_length: \(export.contextLength)"]
    return TrainerGuide(
      [
        LoaderLine(
          purpose: "In the file that `mlx_lm.lora --train --config` names", language: "yaml",
          code: settings.joined(separator: "\n"))
      ] + mlxFiles(export),
      traps: [
        "`--data` with this folder finds no `train.jsonl` in it: `hf_dataset` takes the folder.",
        "Without `train_split` and `valid_split` it trains on the first 80 % and validates on the last 10 %"
          + (export.evaluation == nil
            ? "; as there is no split for validation, these lines keep the last rows back: \(keptBack)." : "."),
        "Longer sequences are cut off with only a warning: `max_seq_length` is 2048 unless it is given.",
        "`mask_prompt: true` trains the last message alone; without it all of the conversation is trained, the questions "
          + "too.",
        "A split needs at least `batch_size` rows (4 unless it is given), and the rest of the last batch is left out.",
        rendering(export, by: "the chat template of the tokenizer"),
      ])
  }

  /// The shell's line for files of the names that mlx-lm looks for, where shards can be put one behind another.
  private static func mlxFiles(_ export: TrainedExport) -> [LoaderLine] {
    guard export.manifest.form == ShardForm(layout: .jsonl, compression: .none) else { return [] }
    let rows = "cat \(export.pattern(of: export.training))"
    var commands = ["mkdir -p mlx"]
    let keptBack = keptBack(export)
    if let evaluation = export.evaluation {
      commands += ["\(rows) > mlx/train.jsonl", "cat \(export.pattern(of: evaluation)) > mlx/valid.jsonl"]
    } else if keptBack == 0 {
      commands.append("\(rows) | tee mlx/train.jsonl > mlx/valid.jsonl")
    } else {
      let count = export.training.counts.rows - keptBack
      commands.append("\(rows) | awk '{ print > (NR <= \(count) ? \"mlx/train.jsonl\" : \"mlx/valid.jsonl\") }'")
    }
    if let test = test(export) { commands.append("cat \(export.pattern(of: test)) > mlx/test.jsonl") }
    return [
      LoaderLine(
        purpose: "Or as files of the names that `--data mlx` wants", language: "bash",
        code: commands.joined(separator: "\n"))
    ]
  }

  /// How many rows validate where no split does: a tenth, and a batch of four where there are as many.
  private static func keptBack(_ export: TrainedExport) -> Int {
    let count = export.training.counts.rows
    return max(count / 10, min(4, count / 2))
  }

  /// The split `test`, where it is not what is evaluated on while training.
  private static func test(_ export: TrainedExport) -> SplitDescription? {
    export.manifest.splits.first {
      $0.name == "test" && $0.name != export.evaluation?.name && $0.name != export.training.name
    }
  }
}
