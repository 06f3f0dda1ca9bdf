import Diagnostics

extension DiagnosticCode {
  static let exportTrainerLeak = DiagnosticCode(
    "export.trainer-leak", "the trainer would let the examples of a packed row see each other",
    explanation: """
      A packed row holds several examples, and `seq_lengths` says where each ends. TRL and the collator for transformers in \
      the card keep them apart by it. Axolotl, LLaMA-Factory and Unsloth take a row of token ids for one example, without an \
      error: each example would be trained with those before it as its context. Give them one example a row (--rows tokens), \
      or conversations (--rows messages); they pack by themselves.
      """)

  static let exportTrainerRows = DiagnosticCode(
    "export.trainer-rows", "the trainer cannot take rows of this kind",
    explanation: """
      --for TRAINER writes what that trainer reads; a --rows beside it is kept where the trainer can take it. ms-swift, \
      torchtune, NeMo and mlx-lm render conversations and read no token ids; the Trainer of transformers takes token ids \
      alone. Rows of text have their chat template applied, and most trainers would put tokens around them once more. \
      Prompts, completions and preference pairs are lists of messages, which TRL and Unsloth read.
      """)

  static let exportTrainerFiles = DiagnosticCode(
    "export.trainer-files", "the trainer cannot read files of this layout or compression",
    explanation: """
      --for TRAINER writes files that the trainer opens; a --layout or --compression beside it is kept where it can read \
      them. Axolotl, torchtune and mlx-lm load the folder with `load_dataset` and want flat columns, which the layout \
      webdataset has not. LLaMA-Factory does it with versions of `datasets` that do not know JSONL in tar as well. ms-swift \
      and NeMo tell a file by the end of its name, which must be .jsonl.
      """)

  static let exportTrainerMessages = DiagnosticCode(
    "export.trainer-messages", "the trainer would not train on the messages as they are written",
    explanation: """
      Calls of tools, definitions of tools and reasoning stand in fields of their own (`tool_calls`, `tools`, \
      `reasoning_content`), which are null where a message has none. Some trainers leave such a field out, put other text in \
      its place, or stop at the null. The export is right, and another trainer reads it; or choose --rows tokens where the \
      trainer takes them, in which all of it is rendered.
      """)

  /// The codes of exports for a trainer.
  static let trainerCodes: [DiagnosticCode] = [
    .exportTrainerLeak, .exportTrainerRows, .exportTrainerFiles, .exportTrainerMessages,
  ]
}
