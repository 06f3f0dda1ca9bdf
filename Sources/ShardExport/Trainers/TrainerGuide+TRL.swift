extension TrainerGuide {
  /// Source: `trl/trainer/sft_trainer.py` 1.9 and 1.16: `input_ids` skip the preparation, `labels` stay, the collator makes
  /// positions of `seq_lengths`; `padding_free` with a `max_length` is an error.
  static func trl(_ export: TrainedExport) -> TrainerGuide {
    switch export.manifest.rowSchema {
    case .packed:
      TrainerGuide(
        [
          line(
            "The rows as they are, whose examples TRL's collator keeps apart by `seq_lengths`", export,
            "padding_free=True, max_length=None, packing=False, dataset_kwargs={\"skip_prepare_dataset\": True}")
        ],
        traps: [
          "`packing=True` would pack the rows again and drop `seq_lengths`: the examples of a row would see each other.",
          "`max_length` must be `None`, as padding-free training does not shorten rows; its default is 1024.",
          "Load the model with FlashAttention 2 or 3 (`attn_implementation=\"flash_attention_2\"`): with another attention "
            + "TRL only warns, and examples of a row may see each other.",
          "The first token of each example is not trained: TRL sets the label at position 0 to -100.",
        ])
    case .tokens:
      TrainerGuide(
        [line("The rows as they are, with their labels", export, "max_length=None")],
        traps: [
          "`max_length` must be `None`, or at least \(export.contextLength): its default of 1024 cuts rows.",
          "`packing=True, max_length=\(export.contextLength)` packs them; it asks for FlashAttention 2 or 3, and only warns "
            + "of another attention.",
        ])
    case .text:
      TrainerGuide(
        [tokenizing(export, "max_length=None")],
        traps: [
          "Tokenize before training: TRL itself would put the first token of the vocabulary before that of the template, and "
            + "an end behind the text.",
          "All of a text is trained, the questions too: rows of messages or tokens say what is an answer.",
        ])
    case .messages:
      TrainerGuide(
        [
          line(
            "The rows, of which the answers are trained", export,
            "assistant_only_loss=True, max_length=\(export.contextLength)")
        ],
        traps: [
          "Without `assistant_only_loss=True` the questions are trained as well.",
          "It needs a chat template with `{% generation %}`; TRL has one for some models, and stops for others. Packed rows "
            + "need none.",
          "`max_length` is 1024 unless it is given: what is beyond it is cut off, answers first.",
          rendering(export, by: "the chat template of the tokenizer"),
        ])
    case .promptCompletion:
      TrainerGuide(
        [
          line(
            "The rows, of which the completion is trained", export,
            "completion_only_loss=True, max_length=\(export.contextLength)")
        ],
        traps: [
          "`max_length` is 1024 unless it is given: what is beyond it is cut off, answers first.",
          rendering(export, by: "the chat template of the tokenizer"),
        ])
    case .preference: preferences(export)
    }
  }

  /// For preference pairs, which TRL and what is built on it read alike.
  static func preferences(_ export: TrainedExport) -> TrainerGuide {
    let code = export.loading(
      importing: "from trl import DPOConfig", then: "config = DPOConfig(max_length=\(export.contextLength))")
    return TrainerGuide(
      [LoaderLine(purpose: "The rows, for `DPOTrainer`", language: "python", code: code)],
      traps: [
        "`SFTTrainer` does not read preference pairs.",
        "`max_length` must be at least \(export.contextLength), or answers are cut off.",
      ])
  }

  /// The rows and the trainer's settings.
  static func line(_ purpose: String, _ export: TrainedExport, _ settings: String) -> LoaderLine {
    LoaderLine(
      purpose: purpose, language: "python",
      code: export.loading(importing: "from trl import SFTConfig", then: "config = SFTConfig(\(settings))"))
  }

  /// Rows of text, tokenized without further tokens, and the trainer's settings.
  static func tokenizing(_ export: TrainedExport, _ settings: String) -> LoaderLine {
    let code = """
      def tokenize(row, tokenizer):
          return tokenizer(row["text"], add_special_tokens=False)
      config = SFTConfig(\(settings))
      """
    return LoaderLine(
      purpose: "The rows, to be tokenized with `rows.map(tokenize, fn_kwargs={\"tokenizer\": tokenizer})`",
      language: "python", code: export.loading(importing: "from trl import SFTConfig", then: code))
  }
}
