/// Who speaks in a message.
public enum Role: String, Hashable, Sendable, CaseIterable {
  case system, developer, user, assistant, tool
}
