import ChatTemplates
import Diagnostics
import Prompting

/// What is said of a conversation with calls that a template cannot render, in place of the error that it runs into.
extension ToolCallSupport {
  func explained(_ error: TrainPackError, of conversation: Conversation) -> TrainPackError {
    guard [.templateType, .templateUndefined, .templateValue, .templateRaised].contains(error.code),
      let index = conversation.messages.firstIndex(where: { !$0.toolCalls.isEmpty })
    else { return error }
    if !isRendered { return noCalls(error, message: index, of: conversation) }
    if needsIdentifiers { return missingIdentifier(error, of: conversation) ?? error }
    return error
  }

  private func noCalls(_ error: TrainPackError, message index: Int, of conversation: Conversation) -> TrainPackError {
    said(
      error, .templateNoToolCalls,
      "the chat template renders no calls of tools, and message \(index + 1) of the record calls one",
      pointer: conversation.messages[index].toolCalls.first?.field, of: conversation,
      fix: "choose a profile whose template renders them (`trainpack profiles show PROFILE` says \"calls of tools\"), "
        + "or leave such records out with --on-bad-record skip")
  }

  private func missingIdentifier(_ error: TrainPackError, of conversation: Conversation) -> TrainPackError? {
    for (index, message) in conversation.messages.enumerated() {
      guard let call = message.toolCalls.first(where: { $0.id == nil }) else { continue }
      return said(
        error, .templateCallIdentifier,
        "the chat template wants an identifier for each call of a tool, and a call of message \(index + 1) has none",
        pointer: call.field, of: conversation,
        fix: "write the conversation as \"messages\" (ShareGPT's turns have no place for identifiers), with an \"id\" "
          + "for each of the \"tool_calls\" and the same \"tool_call_id\" in the tool's answer, such as \"call00001\": nine "
          + "letters or digits are what Mistral's templates ask for; or choose another profile, or leave such records out "
          + "with --on-bad-record skip")
    }
    return nil
  }

  /// The error in other words, with what the template says as details.
  private func said(
    _ error: TrainPackError, _ code: DiagnosticCode, _ message: String, pointer: String?, of conversation: Conversation,
    fix: String
  ) -> TrainPackError {
    var place = conversation.location
    place.pointer = pointer.flatMap { $0.isEmpty ? nil : $0 }
    let own = error.location.map { "the template says in \($0): \(error.message)" } ?? error.message
    return TrainPackError(code, message, at: place, details: [own], fix: fix)
  }
}
