import Diagnostics

/// Which rows a trainer can take.
///
/// Source: how each reads its data, in `axolotl/utils/data` and `add_position_ids` of its trainer (0.18), LLaMA-Factory's
/// `data/converter.py` and `data/collator.py` (0.9.5), ms-swift's `dataset/preprocessor` (4.5), torchtune's
/// `data/_messages.py` (0.6), AutoModel's `datasets/llm/chat_dataset.py`, `mlx_lm/tuner/datasets.py` (0.31), TRL's
/// `sft_trainer.py` (1.9 and 1.16) and Unsloth's `sft_prepare_dataset`.
extension Trainer {
  /// Why it cannot take rows of a schema; `nil` where it can.
  func refusal(of schema: RowSchema) -> TrainerRefusal? {
    guard let (code, reason) = reason(against: schema) else { return nil }
    return TrainerRefusal(
      code: code, option: "--rows \(schema.optionName)", trainer: self, reason: reason,
      fix: "\(instead(of: schema)), or leave --rows out, which is \(preferredRows.optionName) for it")
  }

  private func reason(against schema: RowSchema) -> (DiagnosticCode, String)? {
    switch schema {
    case .packed: againstPacked
    case .tokens: readsTokens ? nil : (.exportTrainerRows, "it renders conversations itself and reads no token ids")
    case .text: readsText ? nil : (.exportTrainerRows, Self.againstText)
    case .messages:
      self == .transformers ? (.exportTrainerRows, "its Trainer takes token ids and renders no conversation") : nil
    case .promptCompletion:
      self == .trl || self == .unsloth
        ? nil : (.exportTrainerRows, "it reads no prompts and completions that are lists of messages")
    case .preference:
      self == .trl || self == .unsloth
        ? nil : (.exportTrainerRows, "it reads preference pairs in another form, or none")
    }
  }

  /// Packed rows are for trainers that know where an example of a row ends.
  private var againstPacked: (DiagnosticCode, String)? {
    switch self {
    case .trl, .transformers: nil
    case .axolotl:
      (
        .exportTrainerLeak,
        "it wants an attention_mask, with which a row is one example, and its sample_packing overwrites position_ids, so "
          + "the examples of a row would see each other"
      )
    case .llamaFactory:
      (
        .exportTrainerLeak,
        "it takes a row of token ids for one example, so the examples of a row would see each other"
      )
    case .unsloth:
      (
        .exportTrainerLeak,
        "it pads rows that have labels, with an attention mask of all ones, so the examples of a row would see each other"
      )
    case .msSwift, .torchtune, .nemo, .mlxLM:
      (.exportTrainerRows, "it renders and packs conversations itself and reads no token ids")
    }
  }

  private var readsTokens: Bool {
    switch self {
    case .trl, .transformers, .axolotl, .unsloth, .llamaFactory: true
    case .msSwift, .torchtune, .nemo, .mlxLM: false
    }
  }

  private var readsText: Bool { self == .trl || self == .transformers || self == .unsloth }

  private static let againstText =
    "what it reads as text gets its own beginning and end around those that the chat template has written"

  private func instead(of schema: RowSchema) -> String {
    switch schema {
    case .preference: "use --for trl, whose DPOTrainer reads them"
    case .packed: "use --rows \(preferredRows.optionName), which it packs itself"
    default: "use --rows \(preferredRows.optionName)"
    }
  }
}

extension RowSchema {
  /// The name of such rows on the command line.
  public var optionName: String {
    switch self {
    case .packed: "packed"
    case .tokens: "tokens"
    case .text: "text"
    case .messages: "messages"
    case .promptCompletion: "prompt-completion"
    case .preference: "preference"
    }
  }
}
