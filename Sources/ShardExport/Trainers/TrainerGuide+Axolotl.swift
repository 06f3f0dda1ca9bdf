extension TrainerGuide {
  /// Source: `axolotl/utils/data/shared.py` and `wrappers.py` 0.18: a folder is loaded with `load_dataset`, and rows with
  /// `input_ids`, `attention_mask` and `labels` are taken as they are.
  static func axolotl(_ export: TrainedExport) -> TrainerGuide {
    let isTokenized = export.manifest.rowSchema == .tokens
    let type = isTokenized ? "type:" : "type: chat_template"
    var settings = ["datasets:"] + dataset(export, export.training, type)
    if let evaluation = export.evaluation {
      settings += ["test_datasets:"] + dataset(export, evaluation, type) + ["eval_sample_packing: false"]
    }
    settings += [
      "sequence_len: \(export.contextLength)", "sample_packing: true", "attn_implementation: flash_attention_2",
    ]
    if !isTokenized { settings.insert("chat_template: tokenizer_default", at: 0) }
    let kept =
      isTokenized
      ? "The tokens and labels are trained as they are: an empty `type:` and these three columns say that they are tokenized."
      : "`type: chat_template` trains the answers (`roles_to_train` is `[\"assistant\"]` unless it is given); rows of tokens "
        + "need no template."
    return TrainerGuide(
      [LoaderLine(purpose: "In the configuration", language: "yaml", code: settings.joined(separator: "\n"))],
      traps: [
        kept,
        "`sample_packing: true` packs rows and writes `position_ids` of its own, so these rows hold one example each: of a "
          + "packed row it would make one.",
        "`sample_packing` keeps examples apart with the attention of `attn_implementation` (`flash_attention: true` in older "
          + "versions); without either it only warns.",
        "Rows longer than `sequence_len` are dropped, so it is the context length that they were fitted to.",
        "Prepared data are kept under the folder's name: after another export to the same path run `axolotl preprocess` "
          + "again, or the earlier rows are trained.",
      ] + (isTokenized ? [] : [rendering(export, by: "the chat template of the tokenizer")]))
  }

  private static func dataset(_ export: TrainedExport, _ split: SplitDescription, _ type: String) -> [String] {
    ["  - path: \(export.folder)", "    split: \(TrainedExport.quoted(split.name))", "    \(type)"]
  }
}
