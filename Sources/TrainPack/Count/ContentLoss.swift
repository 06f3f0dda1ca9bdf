import ExampleEncoding
import Prompting

/// What a template leaves out of a record, for which `export` refuses it.
public enum ContentLoss: Hashable, Sendable {
  /// Text, or reasoning, of a message, by its index.
  case text(message: Int)
  /// A call of a tool in a message, by its index.
  case call(message: Int)
  /// The definitions of the record's tools.
  case tools

  /// What is left out, whichever message it is of.
  enum Kind: Hashable, Sendable, CaseIterable {
    case text, call, tools

    /// For people.
    var noun: String {
      switch self {
      case .text: "text"
      case .call: "calls of tools"
      case .tools: "the definitions of tools"
      }
    }
  }

  var kind: Kind {
    switch self {
    case .text: .text
    case .call: .call
    case .tools: .tools
    }
  }
}

extension RenderedExample {
  /// The first that the template left out of what was encoded: text and calls before the definitions of tools; `nil` when
  /// all of it is there.
  ///
  /// - Complexity: O(*spans* + *parts*).
  func contentLoss(of conversation: Conversation) -> ContentLoss? {
    if let message = firstMessageLosingContent(of: conversation) {
      return losesCall(of: conversation, message: message) ? .call(message: message) : .text(message: message)
    }
    return losesTools(of: conversation) ? .tools : nil
  }
}
