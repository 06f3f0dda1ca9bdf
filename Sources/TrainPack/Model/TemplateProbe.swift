import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting

/// Holds what a profile says of its chat template against what the template does with small conversations.
struct TemplateProbe {
  let model: TargetModel

  private var template: TemplateDescription { model.profile.template }

  /// One result for each thing that the profile says.
  func run() -> [SelfTestResult] {
    [
      result("emitsBOS", beginning), result("hasGeneration", generation), result("turnEnd", turnEnd),
      result("system", system), result("defaultSystem", defaultSystem), result("alternation", alternation),
      result("tools", tools),
    ]
  }

  private func result(_ field: String, _ difference: () throws -> String?) -> SelfTestResult {
    let name = "template.\(field)"
    do {
      return SelfTestResult(name: name, difference: try difference())
    } catch let error as TrainPackError {
      return SelfTestResult(name: name, difference: "the template fails on a question and its answer: \(error.message)")
    } catch {
      return SelfTestResult(name: name, difference: "\(error)")
    }
  }

  // MARK: What is held against what

  private func beginning() throws -> String? {
    guard let bos = model.profile.tokenizer.bos else { return nil }
    let writes = try rendered(Self.exchange).text.utf8.starts(with: bos.text)
    if writes == template.emitsBOS { return nil }
    return "the template \(writes ? "writes" : "does not write") \(bos.string) first, the profile says emitsBOS "
      + "\(template.emitsBOS)"
  }

  private func generation() throws -> String? {
    let marks = try rendered(Self.exchange).generationRanges != nil
    if marks == template.hasGeneration { return nil }
    return "the template \(marks ? "has" : "has no") {% generation %}, the profile says hasGeneration "
      + "\(template.hasGeneration)"
  }

  private func turnEnd() throws -> String? {
    let text = try rendered(Self.exchange).text
    let index = Self.exchange.count - 1
    guard let start = text.spans.lastIndex(where: { $0.origin.kind != .template && $0.origin.messageIndex == index })
    else { return "the template does not write the answer" }
    let rest = text.utf8[text.spans[start].end...]
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    if template.turnEnd.contains(where: { rest.starts(with: $0) || rest.drop(while: isSpace).starts(with: $0) }) {
      return nil
    }
    let written = String(decoding: rest.prefix(40), as: UTF8.self)
    return "the template writes \"\(written)\" after the answer, which begins with none of the profile's turnEnd: "
      + template.turnEnd.map { "\"\(String(decoding: $0, as: UTF8.self))\"" }.joined(separator: ", ")
  }

  private func system() throws -> String? {
    let rejects = self.rejects([(.system, "sysmark")] + Self.exchange)
    if rejects == (template.system == .reject) { return nil }
    return "the template \(rejects ? "refuses" : "takes") a system prompt, the profile says \(template.system.rawValue)"
  }

  private func defaultSystem() throws -> String? {
    let text = try rendered(Self.exchange).text.utf8
    guard let prompt = template.defaultSystem else { return try undeclaredSystem(in: text) }
    if Self.holds(text, Array(prompt.utf8)) { return nil }
    return "the template does not write the profile's defaultSystem where no system prompt is given"
  }

  /// A system turn that the template opens though no system prompt is given, and the profile names none.
  private func undeclaredSystem(in text: [UInt8]) throws -> String? {
    // A template that refuses a system prompt is a matter of `system`.
    guard template.system == .native, let withSystem = try? rendered([(.system, "sysmark")] + Self.exchange).text.utf8
    else { return nil }
    let mark = Array("sysmark".utf8)
    let opening = withSystem.prefix(upTo: Self.position(of: mark, in: withSystem) ?? 0)
    guard text.starts(with: opening), Self.holds(opening.map { $0 | 0x20 }, Array("system".utf8)) else { return nil }
    return "the template opens a system turn where no system prompt is given, the profile names no defaultSystem"
  }

  private func alternation() throws -> String? {
    let rejects = self.rejects([(.user, "one"), (.user, "two"), (.assistant, "three")])
    if rejects == (template.alternation == .strict) { return nil }
    return "the template \(rejects ? "refuses" : "takes") two user turns in a row, the profile says "
      + template.alternation.rawValue
  }

  private func tools() -> String? {
    let renders = model.scheme.toolCalls.isRendered
    if renders == template.tools { return nil }
    return "the template \(renders ? "renders" : "renders no") calls of tools, the profile says tools \(template.tools)"
  }

  // MARK: Rendering

  private static let exchange: [(Role, String)] = [(.user, "askmark"), (.assistant, "answermark")]

  private func rendered(_ turns: [(Role, String)]) throws -> RenderedPrompt {
    let messages = turns.map { Message(role: $0, parts: [MessagePart(Array($1.utf8), purpose: .text)]) }
    return try ExampleEncoder(scheme: model.scheme).encode(
      Conversation(messages: messages, recordID: "probe", location: InputLocation(source: "self-test"))
    ).prompt
  }

  private func rejects(_ turns: [(Role, String)]) -> Bool {
    do {
      _ = try rendered(turns)
      return false
    } catch {
      return true
    }
  }

  private static func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool { position(of: part, in: text) != nil }

  private static func position(of part: [UInt8], in text: [UInt8]) -> Int? {
    guard part.count <= text.count else { return nil }
    return (0...(text.count - part.count)).first { text[$0..<$0 + part.count].elementsEqual(part) }
  }
}
