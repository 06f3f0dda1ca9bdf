extension LoaderLine {
  /// The lines for trainers, which take the `rows` that other lines give.
  ///
  /// - Parameter contextLength: The model's, in tokens.
  static func training(_ schema: RowSchema, contextLength: Int) -> [LoaderLine] {
    switch schema {
    case .packed: [packedTRL, packedTransformers]
    case .tokens: [tokensTRL]
    case .text: [text]
    case .messages, .preference: plainMessages(schema)
    case .promptCompletion: [promptCompletionTRL(contextLength)] + plainMessages(schema)
    }
  }

  /// The lines that take out what rows of messages have only for Arrow's sake.
  static func plainMessages(_ schema: RowSchema) -> [LoaderLine] {
    schema.messageKeys?.hasNulls == true ? [withoutNulls] : []
  }

  private static let packedTRL = LoaderLine(
    purpose: "Training with TRL, whose collator keeps the examples of a row apart by `seq_lengths`", language: "python",
    code: """
      from trl import SFTConfig
      config = SFTConfig(
          padding_free=True, max_length=None, packing=False, dataset_kwargs={"skip_prepare_dataset": True})
      """)

  private static let packedTransformers = LoaderLine(
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

  private static let tokensTRL = LoaderLine(
    purpose: "Training with TRL, which takes token ids and labels as they are", language: "python",
    code: "from trl import SFTConfig\nconfig = SFTConfig(max_length=None)")

  private static func promptCompletionTRL(_ contextLength: Int) -> LoaderLine {
    LoaderLine(
      purpose:
        "Training with TRL, which trains the completion alone, and cuts a row after 1024 tokens unless `max_length` is given",
      language: "python",
      code: "from trl import SFTConfig\nconfig = SFTConfig(completion_only_loss=True, max_length=\(contextLength))")
  }

  private static let text = LoaderLine(
    purpose: "Tokenizing a row: the template has begun the text already", language: "python",
    code: """
      def tokenize(row, tokenizer):
          return tokenizer(row["text"], add_special_tokens=False)
      """)

  private static let withoutNulls = LoaderLine(
    purpose:
      "A row as a chat template takes it: without nulls, with the arguments of tool calls and the tools as objects",
    language: "python",
    code: """
      import json
      def plain(value):
          if isinstance(value, list):
              return [plain(item) for item in value]
          if isinstance(value, dict):
              return {key: json.loads(item) if key in ("arguments", "tools") else plain(item)
                      for key, item in value.items() if item is not None}
          return value
      """)
}
