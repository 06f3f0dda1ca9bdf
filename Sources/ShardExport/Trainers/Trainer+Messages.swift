import Diagnostics

/// What a trainer makes of the fields that messages have beside `role` and `content`.
extension Trainer {
  /// What it would read otherwise than it is written, a sentence each; empty where it reads all.
  ///
  /// Source: LLaMA-Factory's `SharegptDatasetConverter` takes `content` alone; torchtune's `OpenAIToMessages` keeps the
  /// content of the message before where there is none; ms-swift's `_check_messages` removes other keys, after calls were
  /// put into messages of their own; AutoModel's `_normalize_messages` refuses `tool_calls` that are null; mlx-lm hands
  /// `tools` to the chat template as it finds it.
  func misreadings(of keys: MessageKeys) -> [String] {
    var found: [String] = []
    let hasCalls = keys.toolCalls > .absent
    switch self {
    case .trl, .transformers, .axolotl, .unsloth: break
    case .llamaFactory:
      if hasCalls { found.append("calls of tools are left out, and the turns that call are empty") }
      if keys.reasoning { found.append("`reasoning_content` is left out") }
    case .torchtune:
      if hasCalls { found.append("a turn that only calls tools gets the text of the turn before it") }
      if keys.tools { found.append("`tools` is left out") }
      if keys.reasoning { found.append("`reasoning_content` is left out") }
    case .msSwift: if keys.reasoning { found.append("`reasoning_content` is left out") }
    case .nemo: if hasCalls { found.append("it stops at a turn of the assistant whose `tool_calls` is null") }
    case .mlxLM:
      if hasCalls { found.append("the arguments of calls stay JSON text, which most chat templates want as an object") }
      if keys.tools { found.append("`tools` stays JSON text, which a chat template cannot take for definitions") }
    }
    return found
  }

  /// The finding for an export whose messages have such fields.
  func messagesFinding(_ keys: MessageKeys) -> Finding? {
    let misreadings = misreadings(of: keys)
    guard !misreadings.isEmpty else { return nil }
    let fix =
      switch self {
      case .nemo, .mlxLM: "take the nulls and the JSON text out first with the lines of the card"
      case .llamaFactory: "export with --for llama-factory --rows tokens, whose rows hold all of it"
      default: "export for a trainer that reads them: --for trl or --for axolotl"
      }
    return Finding(
      .exportTrainerMessages, .error,
      "\(name) would read these messages otherwise than they are written: \(misreadings.joined(separator: "; "))",
      places: [], fix: fix)
  }
}
