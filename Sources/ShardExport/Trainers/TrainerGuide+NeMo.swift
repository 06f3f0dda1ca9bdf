extension TrainerGuide {
  /// Source: `nemo_automodel/components/datasets/llm/chat_dataset.py` and `packed_sequence.py`;
  /// `megatron/bridge/data/builders/gpt_sft.py`.
  static func nemo(_ export: TrainedExport) -> TrainerGuide {
    func dataset(_ name: String, _ split: SplitDescription) -> [String] {
      [
        "\(name):", "  _target_: nemo_automodel.components.datasets.llm.chat_dataset.ChatDataset",
        "  path_or_dataset_id:",
      ] + export.files(of: split).map { "    - \($0)" } + [
        "  seq_length: \(export.contextLength)", "  padding: do_not_pad", "  truncation: false",
      ]
    }
    var settings = dataset("dataset", export.training)
    if let evaluation = export.evaluation { settings += dataset("validation_dataset", evaluation) }
    settings += ["packed_sequence:", "  packed_sequence_size: \(export.contextLength)"]
    return TrainerGuide(
      [
        LoaderLine(
          purpose: "AutoModel, in the configuration", language: "yaml", code: settings.joined(separator: "\n")),
        LoaderLine(
          purpose: "Megatron-Bridge, which wants files of its own names in one folder", language: "bash",
          code: megatronFiles(export)),
        LoaderLine(
          purpose: "Megatron-Bridge, the dataset of the recipe", language: "python", code: megatronDataset(export)),
      ],
      traps: [
        "AutoModel reads the files by their paths: `split` has no effect on files, and a folder is an error.",
        "Conversations that are longer than `packed_sequence_size` once they are rendered are left out with a line in the "
          + "log.",
        "AutoModel ends a line also at the characters U+2028, U+2029 and U+0085, as Python's `splitlines` does, and then "
          + "stops at a conversation that holds one.",
        "Every answer is trained; where the chat template has no `{% generation %}` both find the answers by rendering "
          + "the conversation again.",
        rendering(export, by: "the chat template of the tokenizer"),
      ])
  }

  private static func megatronFiles(_ export: TrainedExport) -> String {
    var commands = ["mkdir -p nemo", "cat \(export.pattern(of: export.training)) > nemo/training.jsonl"]
    if let evaluation = export.evaluation {
      commands.append("cat \(export.pattern(of: evaluation)) > nemo/validation.jsonl")
    }
    return commands.joined(separator: "\n")
  }

  private static func megatronDataset(_ export: TrainedExport) -> String {
    """
    from megatron.bridge.data.builders.gpt_sft import GPTSFTDatasetConfig
    from megatron.bridge.data.sft_processing import ChatSFTPreprocessingConfig
    dataset = GPTSFTDatasetConfig(
        dataset_root="nemo", seq_length=\(export.contextLength), preprocessing=ChatSFTPreprocessingConfig(),
        do_validation=\(export.evaluation == nil ? "False" : "True"), do_test=False)
    """
  }
}
