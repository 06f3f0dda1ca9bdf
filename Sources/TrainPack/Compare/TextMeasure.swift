import ExampleEncoding
import Prompting

/// The words of a conversation's messages, whichever model reads them.
struct WordCounts: Hashable, Sendable {
  /// Of the messages' texts, the words of the record layout among them.
  var text = 0
  /// Of the vignettes.
  var vignettes = 0

  init() {}

  init(_ conversation: Conversation) {
    var text = WordScan()
    var vignettes = WordScan()
    for message in conversation.messages {
      for part in message.parts {
        text.read(part.utf8)
        if part.purpose == .vignette { vignettes.read(part.utf8) } else { vignettes.end() }
      }
      text.end()
      vignettes.end()
    }
    self.text = text.count
    self.vignettes = vignettes.count
  }

  mutating func add(_ other: WordCounts) {
    text += other.text
    vignettes += other.vignettes
  }
}

/// The tokens of a rendered conversation that hold the messages' texts, rather than what a template adds.
struct TextTokenCounts: Hashable, Sendable {
  /// Tokens that hold any byte of a message's text.
  var text = 0
  /// Tokens that hold any byte of a vignette.
  var vignettes = 0

  init() {}

  /// - Complexity: O(*tokens* + *spans*).
  init(_ encoded: EncodedExample, of conversation: Conversation) {
    let spans = encoded.prompt.text.spans
    let example = encoded.example
    var span = 0
    for position in 0..<example.count {
      let start = Int(example.starts[position])
      let end = Int(example.ends[position])
      while span < spans.count, spans[span].end <= start { span += 1 }
      var isText = false
      var isVignette = false
      var index = span
      var spanStart = start
      while index < spans.count, spanStart < end {
        let purpose = Self.purpose(of: spans[index].origin, in: conversation)
        isText = isText || purpose != nil
        isVignette = isVignette || purpose == .vignette
        spanStart = spans[index].end
        index += 1
      }
      if isText { text += 1 }
      if isVignette { vignettes += 1 }
    }
  }

  /// What a run of bytes is for; `nil` where it is no message's text.
  private static func purpose(of origin: Origin, in conversation: Conversation) -> MessagePart.Purpose? {
    let message = Int(origin.messageIndex)
    guard origin.kind != .template, conversation.messages.indices.contains(message) else { return nil }
    let parts = conversation.messages[message].parts
    let part = Int(origin.partIndex)
    if parts.indices.contains(part) { return parts[part].purpose }
    // Beyond the parts are reasoning and tool calls; before them stands text whose part cannot be told.
    return part < 0 && !parts.isEmpty ? .text : nil
  }

  mutating func add(_ other: TextTokenCounts) {
    text += other.text
    vignettes += other.vignettes
  }
}
