/// A program that fine-tunes, and reads an export for it.
public enum Trainer: String, Hashable, Sendable, CaseIterable {
  case trl
  case axolotl
  case llamaFactory = "llama-factory"
  case msSwift = "ms-swift"
  case torchtune
  case nemo
  case transformers
  case mlxLM = "mlx-lm"
  case unsloth

  /// Its name as its makers write it.
  public var name: String {
    switch self {
    case .trl: "TRL"
    case .axolotl: "Axolotl"
    case .llamaFactory: "LLaMA-Factory"
    case .msSwift: "ms-swift"
    case .torchtune: "torchtune"
    case .nemo: "NeMo"
    case .transformers: "transformers"
    case .mlxLM: "mlx-lm"
    case .unsloth: "Unsloth"
    }
  }

  /// The rows that it trains on with the labels that they were made with, or else the conversations that it renders.
  ///
  /// Packed rows are for those that keep the examples of a row apart.
  public var preferredRows: RowSchema {
    switch self {
    case .trl: .packed(.omitted)
    case .transformers: .packed(.written)
    case .axolotl, .unsloth: .tokens
    case .llamaFactory, .msSwift, .torchtune, .nemo, .mlxLM: .messages(MessageKeys())
    }
  }

  public var preferredLayout: ShardLayout {
    switch self {
    case .trl, .transformers: .jsonlTar
    case .axolotl, .llamaFactory, .msSwift, .torchtune, .nemo, .mlxLM, .unsloth: .jsonl
    }
  }

  /// - Throws: `export.trainer-leak`, `export.trainer-rows` and `export.trainer-files` for an export that it cannot take.
  public func check(_ schema: RowSchema, _ layout: ShardLayout, _ compression: ShardCompression) throws {
    if let refusal = refusal(of: schema) { throw refusal.error }
    if let refusal = refusal(of: layout, compression) { throw refusal.error }
  }
}
