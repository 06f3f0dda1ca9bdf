extension TrainerGuide {
  /// Source: `torchtune/datasets/_chat.py`, `_packed.py` and `data/_messages.py` 0.6.
  static func torchtune(_ export: TrainedExport) -> TrainerGuide {
    func dataset(_ name: String, _ split: SplitDescription) -> [String] {
      [
        "\(name):", "  _component_: torchtune.datasets.chat_dataset", "  source: \(export.folder)",
        "  split: \(TrainedExport.quoted(split.name))", "  conversation_column: messages",
        "  conversation_style: openai",
        "  packed: true",
      ]
    }
    var settings = ["tokenizer:", "  max_seq_len: \(export.contextLength)"] + dataset("dataset", export.training)
    if let evaluation = export.evaluation { settings += dataset("dataset_val", evaluation) }
    return TrainerGuide(
      [
        LoaderLine(
          purpose: "In the configuration, beside the tokenizer's `_component_` and `path`", language: "yaml",
          code: settings.joined(separator: "\n"))
      ],
      traps: [
        "`packed: true` needs the tokenizer's `max_seq_len`, and stops at a conversation that is longer once it is rendered; "
          + "without packing such a conversation is cut off.",
        "A packed row of its own is `tokens`, `labels` shifted by one, `input_pos` and `seq_lens`, padded; it makes them in "
          + "memory when training begins, and reads none.",
        "Every answer is trained (`train_on_input: false` is the default); weights of turns are not read.",
        rendering(export, by: "torchtune's own tokenizer and prompt template, not by a Jinja template"),
        "It is no longer developed.",
      ])
  }
}
