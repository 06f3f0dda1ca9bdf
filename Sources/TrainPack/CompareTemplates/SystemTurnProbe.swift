import Diagnostics
import ExampleEncoding
import Prompting

/// Tells by two small renderings whether a template opens a system turn where no system prompt is given.
struct SystemTurnProbe {
  let scheme: EncodingScheme

  /// Whether the text without a system prompt begins as the one with a system prompt does, up to the prompt, and that
  /// beginning names the role. `false` where the template takes no system prompt.
  var opensUnasked: Bool {
    let exchange: [(Role, String)] = [(.user, "askmark"), (.assistant, "answermark")]
    guard let asked = rendered([(.system, "sysmark")] + exchange), let unasked = rendered(exchange),
      let first = asked.spans.firstIndex(where: { $0.origin.kind != .template }),
      asked.spans[first].origin.messageIndex == 0
    else { return false }
    let opening = asked.utf8.prefix(first == 0 ? 0 : asked.spans[first - 1].end)
    let lowered = opening.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    return unasked.utf8.starts(with: opening) && lowered.firstRange(of: Array("system".utf8)) != nil
  }

  private func rendered(_ turns: [(Role, String)]) -> ProvenancedText? {
    let messages = turns.map { Message(role: $0, parts: [MessagePart(Array($1.utf8), purpose: .text)]) }
    let conversation = Conversation(
      messages: messages, recordID: "probe", location: InputLocation(source: "the probe of a template"))
    return try? ExampleEncoder(scheme: scheme).render(conversation).text
  }
}
