extension TrainerGuide {
  /// Source: `sft_prepare_dataset` in `unsloth_zoo/dataset_utils.py`: rows with `labels` are taken as they are and padded;
  /// others need a column `text` or a formatting function. `unsloth/trainer.py` for packing.
  static func unsloth(_ export: TrainedExport) -> TrainerGuide {
    let length = export.contextLength
    let settings = "max_length=\(length), packing=False, padding_free=False"
    let model = "Load the model with `FastLanguageModel.from_pretrained(…, max_seq_length=\(length))`."
    let responses =
      "All of a text is trained, the questions too, unless `train_on_responses_only` finds the answers by the words of the "
      + "template that stand before them; rows of tokens carry their labels."
    switch export.manifest.rowSchema {
    case .packed, .tokens:
      return TrainerGuide(
        [line("The rows as they are, with their labels, for `SFTTrainer`", export, settings)],
        traps: [
          model,
          "`packing=True` would pack the rows and then pad them with an attention mask of all ones: examples of a row would "
            + "see each other.",
          "`train_on_responses_only` would put labels of its own in place of these.",
        ])
    case .text:
      return TrainerGuide(
        [line("The rows, whose column `text` it tokenizes", export, settings)],
        traps: [
          model, responses,
          "A first token that the template has written is not put there twice: Unsloth looks for it.",
        ])
    case .promptCompletion:
      return TrainerGuide(
        [
          line(
            "The rows, of which the completion is trained", export, "completion_only_loss=True, " + settings)
        ],
        traps: [model, rendering(export, by: "the chat template of the tokenizer")])
    case .preference: return preferences(export)
    case .messages:
      let code = """
        def render(row, tokenizer):
            return {"text": tokenizer.apply_chat_template(row["messages"], tokenize=False)}
        config = SFTConfig(\(settings))
        """
      return TrainerGuide(
        [
          LoaderLine(
            purpose:
              "The rows, to be rendered with `rows.map(render, fn_kwargs={\"tokenizer\": tokenizer})` into the column `text`",
            language: "python", code: export.loading(importing: "from trl import SFTConfig", then: code))
        ],
        traps: [
          model, responses, "Messages that are not rendered are an error: it asks for a `formatting_func`.",
          rendering(export, by: "the chat template of the tokenizer"),
        ])
    }
  }
}
