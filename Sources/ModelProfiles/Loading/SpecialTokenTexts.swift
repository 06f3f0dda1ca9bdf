/// The texts of a model's special tokens, as the variables that a chat template reads.
public struct SpecialTokenTexts: Hashable, Sendable {
  /// A variable's name, such as `bos_token`, with its text; tokens that the model lacks are left out, as undefined.
  ///
  /// - Source: `special_tokens_map`, which transformers' `apply_chat_template` hands to the template.
  public let variables: [(name: String, text: [UInt8])]

  public init(_ tokenizer: TokenizerDescription) {
    let named = [
      ("bos_token", tokenizer.bos), ("eos_token", tokenizer.eos), ("unk_token", tokenizer.unk),
      ("pad_token", tokenizer.pad),
    ]
    variables = named.compactMap { name, token in token.map { (name, $0.text) } }
  }

  public static func == (left: SpecialTokenTexts, right: SpecialTokenTexts) -> Bool {
    left.variables.elementsEqual(right.variables) { $0.name == $1.name && $0.text == $1.text }
  }

  public func hash(into hasher: inout Hasher) {
    for (name, text) in variables {
      hasher.combine(name)
      hasher.combine(text)
    }
  }
}
