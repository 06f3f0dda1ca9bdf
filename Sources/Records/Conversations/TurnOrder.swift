import Diagnostics
import Prompting

/// Looks for turns that do not follow one another as a conversation's do.
///
/// Nothing is changed: some templates refuse such conversations, others train on them.
enum TurnOrder {
  /// Notes the first turn that is out of order.
  static func check(_ messages: [Message], at pointer: String, in record: inout RecordObject) {
    var before: Message?
    for (index, message) in messages.enumerated() {
      if message.role == .system || message.role == .developer {
        if before == nil { continue }
        return record.note(
          .recordsUnbalancedTurns, "a system message stands among the turns", at: "\(pointer)/\(index)")
      }
      if let problem = problem(of: message, after: before) {
        record.note(.recordsUnbalancedTurns, problem, at: "\(pointer)/\(index)")
        return
      }
      before = message
    }
  }

  private static func problem(of message: Message, after before: Message?) -> String? {
    switch (before?.role, message.role) {
    case (nil, .assistant): "the conversation begins with the assistant"
    case (nil, .tool): "the conversation begins with a tool's answer"
    case (.user, .user): "two turns of the user follow one another"
    case (.assistant, .assistant) where before?.isCallOnly != true && message.toolCalls.isEmpty:
      "two turns of the assistant follow one another"
    case (.user, .tool): "a tool answers that nobody called"
    case (.assistant, .tool) where before?.toolCalls.isEmpty == true: "a tool answers that nobody called"
    default: nil
    }
  }
}
