/// What a card says of rows and their columns.
extension RowSchema {
  /// What the rows are: the beginning of a sentence.
  var title: String {
    switch self {
    case .packed: "Packed examples"
    case .tokens: "Tokenized examples"
    case .text: "Rendered conversations"
    case .messages: "Conversations"
    case .promptCompletion: "Prompts and completions"
    case .preference: "Prompts with a chosen and a rejected answer"
    }
  }

  /// What to know before training, a paragraph each.
  var notes: [String] {
    switch self {
    case .packed:
      return [
        "There is no `attention_mask`: one of all ones would let the examples of a row see each other.",
        """
        The rows are for a trainer that keeps examples apart by `seq_lengths` or by positions that begin anew. Others take a \
        row for one example: `trainpack export --for TRAINER` gives Axolotl, Unsloth, LLaMA-Factory and more what they read.
        """,
      ]
    case .tokens: return ["The rows are for a trainer that packs or pads them itself."]
    case .text:
      return [
        """
        The chat template is applied already, and has written what begins and ends the text. Tokenize with \
        `add_special_tokens=False`, or the token that begins a text stands there twice. All of the text would be trained \
        unless the trainer masks it; the trained tokens above are those of the answers.
        """, Self.controlTokens,
      ]
    case .messages(let keys): return messageNotes(keys) + [Self.controlTokens]
    case .promptCompletion(let keys):
      return ["Only the last assistant turn of a conversation is trained."] + messageNotes(keys) + [Self.controlTokens]
    case .preference(let keys):
      return ["The tokens above are those of each prompt with the longer of its two answers."] + messageNotes(keys)
        + [Self.controlTokens]
    }
  }

  private static let controlTokens = """
    A trainer that tokenizes text takes special tokens for what they are also where a message spells them; `trainpack \
    check` counts such records.
    """

  private func messageNotes(_ keys: MessageKeys) -> [String] {
    guard keys.hasNulls else { return [] }
    return [
      """
      All messages have the same keys, as Arrow asks for; what a message lacks is null, and the arguments of tool calls \
      and `tools` are JSON text. Templates that ask whether a key is there want the nulls taken out: TRL does it, and so \
      does the code below.
      """
    ]
  }
}

extension RowColumn {
  /// What the column holds: the rest of a line.
  func meaning(in schema: RowSchema) -> String {
    switch self {
    case .inputIDs:
      schema == .tokens ? "the token ids of the example" : "the token ids of the row's examples, one after another"
    case .labels: "for each token its id where it is trained, \(RowSchema.ignoreIndex) elsewhere; not shifted"
    case .sequenceLengths: "the length of each example; their sum is the row's length"
    case .positionIDs: "for each token its position in its example, from 0"
    case .attentionMask: "a 1 for each token, as rows are not padded"
    case .messages: "the conversation's messages, in order"
    case .prompt: "the messages before the answer"
    case .completion: "the answer, as a list of one message"
    case .chosen: "the better answer, as a list of messages"
    case .rejected: "the worse answer, as a list of messages"
    case .text: "the conversation after its chat template"
    case .tools: "the tools that the conversation may call, as JSON text; null where there are none"
    }
  }
}
