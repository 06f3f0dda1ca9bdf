import Diagnostics

extension DiagnosticCode {
  public static let templateNoToolCalls = DiagnosticCode(
    "template.no-tool-calls", "a record calls tools, and the model's chat template renders no calls",
    explanation: """
      Many models were made without tools: their templates write the text of a message and nothing else, and a message \
      that only calls a tool has no text. TrainPack tells so from what the template does with small conversations, and \
      `trainpack profiles show PROFILE` says it. Choose a model whose template renders calls, or leave such records out \
      with --on-bad-record skip, which puts them into a rejects file.
      """)

  public static let templateCallIdentifier = DiagnosticCode(
    "template.call-identifier", "a call of a tool has no identifier, and the model's chat template wants one",
    explanation: """
      Mistral's templates write an identifier of nine letters or digits for each call and for each answer of a tool, and \
      refuse calls without one. Records in ShareGPT's form have no place for it. TrainPack makes none up: the model \
      would learn to write it. Write the conversation as messages with an "id" for each call and the same "tool_call_id" \
      in the answer, choose another profile, or leave such records out with --on-bad-record skip.
      """)

  public static let templateSystemFolded = DiagnosticCode(
    "template.system-folded", "system prompts were put into the first user message",
    explanation: """
      The model's chat template refuses system prompts, and --system fold asks to put the text of each, with two line \
      breaks, before the text of the first user message, as such models are used. Serve the model with the same: a prompt \
      that stands elsewhere is not what was trained. Fitting never shortens it.
      """)

  public static let templateSystemDropped = DiagnosticCode(
    "template.system-dropped", "system prompts were left out",
    explanation: """
      The model's chat template refuses system prompts, and --system drop asks to leave them out of the records, which are \
      otherwise as they were. What the prompts ask for is not told to the model: --system fold puts them into the first \
      user message instead.
      """)

  /// The codes of this room.
  public static let exampleEncodingCodes: [DiagnosticCode] = [
    .templateNoToolCalls, .templateCallIdentifier, .templateSystemFolded, .templateSystemDropped,
  ]
}
