extension TrainerGuide {
  /// Source: `swift/dataset/loader.py`, `swift/dataset/preprocessor/core.py` and `swift/arguments` of ms-swift 4.5.
  static func msSwift(_ export: TrainedExport) -> TrainerGuide {
    var options = ["--dataset \(export.pattern(of: export.training))"]
    if let evaluation = export.evaluation { options.append("--val_dataset \(export.pattern(of: evaluation))") }
    options += [
      "--strict true", "--max_length \(export.contextLength)", "--packing true", "--attn_impl flash_attn",
    ]
    return TrainerGuide(
      [
        LoaderLine(
          purpose: "On the command line, beside `--model` and the rest", language: "bash",
          code: "swift sft " + options.joined(separator: " \\\n  "))
      ],
      traps: [
        "Without `--strict true` a row that it cannot read is left out with a line in the log.",
        "Without `--max_length` rows are as long as the model takes; longer ones are left out.",
        "`--packing true` asks for FlashAttention and keeps examples apart with it.",
        export.evaluation == nil
          ? "Before version 3.6 it took one row in a hundred away for validation: give `--split_dataset_ratio 0` there."
          : "A folder as `--dataset` gives its split `train` alone, so each split is named by its files.",
        rendering(export, by: "ms-swift's own `--template`, which it chooses by the model"),
      ])
  }
}
