import Prompting

/// What a template made of the text of a message.
public enum WrittenContent: Hashable, Sendable {
  /// It stands there once; white space at its ends, which many templates strip, may be missing.
  case whole
  /// Some of it is missing, or stands there changed.
  case shortened
  /// Some of it stands there more than once.
  case repeated
}

extension RenderedExample {
  /// What the template made of the text of each message of `conversation`, told from the origins of what it wrote.
  ///
  /// The quotes, brackets and escapes that a filter such as `tojson` puts around and into a text are no repetition of it.
  /// Where the template made one text of several messages all of them count as whole.
  ///
  /// - Parameter conversation: What the example was encoded from.
  /// - Returns: As many as there are messages.
  /// - Complexity: O(*n*) in the bytes of the rendered text and of the messages.
  public func writtenContent(of conversation: Conversation) -> [WrittenContent] {
    let messages = conversation.messages
    if prompt.text.writesUnchanged(messages) || !prompt.text.tellsApart(messages) {
      return messages.map { _ in .whole }
    }
    let written = prompt.text.writtenTexts(of: messages)
    return messages.enumerated().map { index, message in
      let given = message.parts.flatMap(\.utf8)
      if written[index].all.isEmpty, prompt.text.writesNumber(given, of: message, at: index) { return .whole }
      return written[index].judged(beside: given)
    }
  }
}

/// What stands in a rendered text for the text of one message.
private struct WrittenText {
  /// Of its parts.
  var parts: [UInt8] = []
  /// Of its parts, and what was made of several things in it that cannot be told apart.
  var all: [UInt8] = []

  func judged(beside given: [UInt8]) -> WrittenContent {
    if given.isEmpty || all == given { return .whole }
    let text = given.withoutOuterWhiteSpace
    if all.withoutOuterWhiteSpace == text || parts.withoutOuterWhiteSpace == text { return .whole }
    // Where the parts can be told, the rest are marks around them.
    let written = parts.isEmpty ? all : parts
    if written.count <= given.count { return .shortened }
    let expected = given.withoutOuterMarks
    let readings = [written, EscapedText.withoutEscapes(written), EscapedText.withoutEntities(written)]
      .map(\.withoutOuterMarks)
    if readings.contains(expected) { return .whole }
    return readings.allSatisfy { $0.count > expected.count } ? .repeated : .shortened
  }
}

/// How far the texts of messages have been read.
private struct PartProgress {
  var message = 0
  var part = 0
  var offset = 0

  /// Goes on to the next byte of a text, or behind the last message.
  mutating func skipEmptyParts(of messages: [Message]) {
    while message < messages.count {
      while part < messages[message].parts.count {
        if offset < messages[message].parts[part].utf8.count { return }
        part += 1
        offset = 0
      }
      message += 1
      part = 0
    }
  }
}

extension ProvenancedText {
  /// Whether all texts of messages stand there in order, once and byte for byte, as they nearly always do.
  fileprivate func writesUnchanged(_ messages: [Message]) -> Bool {
    var next = PartProgress()
    var start = 0
    for span in spans {
      defer { start = span.end }
      if span.origin.kind == .template || span.origin == .toolDefinitions { continue }
      let index = Int(span.origin.messageIndex)
      let part = Int(span.origin.partIndex)
      guard messages.indices.contains(index) else { return false }
      // What a message holds beside its text counts on from its parts.
      if part >= messages[index].parts.count { continue }
      next.skipEmptyParts(of: messages)
      guard next.message == index, next.part == part else { return false }
      let given = messages[index].parts[part].utf8
      let end = next.offset + span.end - start
      guard end <= given.count,
        given.span.extracting(next.offset..<end).isSame(as: utf8.span.extracting(start..<span.end))
      else { return false }
      next.offset = end
    }
    next.skipEmptyParts(of: messages)
    return next.message == messages.count
  }

  fileprivate func writtenTexts(of messages: [Message]) -> [WrittenText] {
    var texts = [WrittenText](repeating: WrittenText(), count: messages.count)
    var start = 0
    for span in spans {
      defer { start = span.end }
      let index = Int(span.origin.messageIndex)
      // What a message holds beside its text counts on from its parts.
      guard span.origin.kind != .template, texts.indices.contains(index),
        span.origin.partIndex < messages[index].parts.count
      else { continue }
      texts[index].all += utf8[start..<span.end]
      if span.origin.partIndex >= 0 { texts[index].parts += utf8[start..<span.end] }
    }
    return texts
  }

  /// Whether a message's text is a number that the template wrote as one, as Mistral's do with the results of tools.
  ///
  /// Numbers have no origin: they stand in what was made of them and of the other things that the message holds.
  func writesNumber(_ given: [UInt8], of message: Message, at index: Int) -> Bool {
    let isNumber =
      given.contains { (0x30...0x39).contains($0) } && given.allSatisfy { "0123456789+-.e".utf8.contains($0) }
    if !isNumber { return false }
    var others: [UInt8] = []
    var start = 0
    for span in spans {
      let isOther = span.origin.messageIndex == index && span.origin.partIndex >= message.parts.count
      if isOther && span.origin.kind != .template { others += utf8[start..<span.end] }
      start = span.end
    }
    // The identifier may have the same digits.
    if let identifier = message.toolCallID, let range = others.firstRange(of: identifier) {
      others.removeSubrange(range)
    }
    return others.contains(given)
  }
}
