import Diagnostics
import Prompting
import StrictJSON

/// Names texts of a record: a field and all below it, or all that one role says.
public struct FieldSelector: Hashable, Sendable {
  private enum Choice: Hashable {
    /// The JSON pointer of the field.
    case field(String)
    case role(Role)
  }

  /// The selector as it was written.
  public let text: String

  private let choice: Choice
  private static let rolePrefix = "role:"

  /// - Parameter text: A field at the top of the record (`context`), a JSON pointer (`/contexts/0`), or `role:` and a role
  ///   (`role:tool`).
  /// - Throws: `TrainPackError` with code `fit.field` for a role that there is not, a pointer that is none, or no name.
  public init(_ text: String) throws(TrainPackError) {
    self.text = text
    if text.hasPrefix(Self.rolePrefix) {
      let name = String(text.dropFirst(Self.rolePrefix.count))
      guard let role = Role.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else {
        throw Self.failure(
          "there is no role \"\(name)\"", fix: "name one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      if role == .assistant {
        throw Self.failure(
          "what the assistant says is never shortened", fix: "name the field or the role that may be shortened")
      }
      choice = .role(role)
      return
    }
    if text.isEmpty || text == "/" {
      throw Self.failure("a field without a name", fix: "name a field such as context, or /contexts/0")
    }
    if text.hasPrefix("/") {
      guard (try? JSONPointer(text)) != nil else {
        throw Self.failure("\"\(text)\" is no JSON pointer", fix: "in a pointer ~ is written ~0, and / in a key ~1")
      }
      choice = .field(text)
    } else {
      choice = .field(JSONPointer(tokens: [Array(text.utf8)]).description)
    }
  }

  /// Two ways to write one name are the same.
  public static func == (left: FieldSelector, right: FieldSelector) -> Bool { left.choice == right.choice }

  public func hash(into hasher: inout Hasher) { hasher.combine(choice) }

  /// Whether a part of a message is among the texts.
  func selects(_ part: MessagePart, of role: Role) -> Bool {
    switch choice {
    case .role(let wanted): return role == wanted && part.purpose != .layout
    case .field(let pointer):
      let field = part.field.utf8
      guard field.starts(with: pointer.utf8) else { return false }
      return field.count == pointer.utf8.count || field.dropFirst(pointer.utf8.count).first == UInt8(ascii: "/")
    }
  }

  private static func failure(_ message: String, fix: String) -> TrainPackError {
    TrainPackError(.fitField, message, fix: fix)
  }
}
