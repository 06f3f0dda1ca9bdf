extension TrainerGuide {
  /// Source: `DataCollatorWithFlattening` in `transformers/data/data_collator.py` 5.23: a row it is given is one example.
  static func transformers(_ export: TrainedExport) -> TrainerGuide {
    switch export.manifest.rowSchema {
    case .packed: packedTransformers(export)
    case .text:
      TrainerGuide(
        [
          LoaderLine(
            purpose: "The rows, to be tokenized with `rows.map(tokenize, fn_kwargs={\"tokenizer\": tokenizer})`",
            language: "python",
            code: export.loading(
              importing: "",
              then: """
                def tokenize(row, tokenizer):
                    return tokenizer(row["text"], add_special_tokens=False)
                """))
        ],
        traps: [
          "With `add_special_tokens=True` the token that begins a text would stand there twice.",
          "All of a text is trained, the questions too: packed rows and rows of tokens say what is an answer.",
        ])
    case .tokens, .messages, .promptCompletion, .preference:
      TrainerGuide(
        [
          LoaderLine(
            purpose: "The rows, with a collator that puts a batch into one sequence without padding",
            language: "python",
            code: export.loading(
              importing: "from transformers import DataCollatorWithFlattening",
              then: "collate = DataCollatorWithFlattening()"))
        ],
        traps: [
          "It asks for FlashAttention (`attn_implementation=\"flash_attention_2\"`); without it use "
            + "`DataCollatorForSeq2Seq(tokenizer)`, which pads and keeps the labels.",
          "`DataCollatorForLanguageModeling` would put labels of its own in place of these, and train the questions.",
        ])
    }
  }

  private static func packedTransformers(_ export: TrainedExport) -> TrainerGuide {
    TrainerGuide(
      [
        LoaderLine(
          purpose: "The rows, with a collator that takes them apart before it puts a batch into one sequence",
          language: "python",
          code: export.loading(
            importing: """
              from itertools import accumulate, pairwise
              from transformers import DataCollatorWithFlattening
              """,
            then: """
              flatten = DataCollatorWithFlattening()
              def collate(rows):
                  return flatten([{name: row[name][start:end] for name in ("input_ids", "labels")}
                                  for row in rows for start, end in pairwise(accumulate(row["seq_lengths"], initial=0))])
              """)),
        LoaderLine(
          purpose: "What `Trainer` needs besides, as it removes `seq_lengths` before the collator otherwise",
          language: "python",
          code: """
            from transformers import TrainingArguments
            config = TrainingArguments(output_dir="output", remove_unused_columns=False)
            """),
      ],
      traps: [
        "`DataCollatorWithFlattening` alone takes a row for one example, whose parts would see each other.",
        "Load the model with FlashAttention (`attn_implementation=\"flash_attention_2\"`), which finds the examples by "
          + "positions that begin anew; another attention does so only in recent versions, without an `attention_mask` and "
          + "with `use_cache=False`.",
        "`default_data_collator` keeps them apart by `position_ids` alone, a row a batch: an `attention_mask` of all ones "
          + "beside them lets examples see each other.",
        "A streamed dataset needs `accelerator_config={\"dispatch_batches\": False}`: the dispatcher cuts batches in pieces.",
      ])
  }
}
