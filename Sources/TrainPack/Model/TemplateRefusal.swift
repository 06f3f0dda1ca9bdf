import Diagnostics

extension TrainPackError {
  /// Whether a chat template could not render a conversation.
  var isAboutTemplate: Bool { code.id.hasPrefix("template.") }
}
