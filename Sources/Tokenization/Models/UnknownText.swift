import Diagnostics

/// The error for text that a vocabulary has no token for, not even one that stands for what is unknown.
enum UnknownText {
  /// - Parameter name: The name that the file gives the unknown token; `nil` when it gives none.
  static func error(_ name: [UInt8]?) -> TrainPackError {
    let lacking = name.map { "the unknown token \(quoted($0)) that it names is no token of it" }
    return TrainPackError(
      .unknownTokenMissing,
      "the text holds something that the vocabulary has no token for, and \(lacking ?? "it has no unknown token")",
      fix: "use the model's own tokenizer.json, whole and unchanged; where it is, this text cannot be encoded with it")
  }
}
