import ChatTemplates
import Diagnostics
import Prompting

/// A character that only content has: U+E000, for private use.
private let mark: [UInt8] = [0xEE, 0x80, 0x80]

/// Bounds that let many templates run in a second; the defaults are larger in the same places.
private let limits: Limits = {
  var limits = Limits()
  limits.maximumTemplateSteps = 20_000
  limits.maximumTemplateOutputBytes = 1 << 20
  limits.maximumTemplateRange = 2_000
  return limits
}()

private let conversation: Conversation = {
  func text(_ text: String) -> [MessagePart] { [MessagePart(Array(text.utf8) + mark, purpose: .text)] }
  var call = Message(role: .assistant, parts: text("Let me look. "))
  call.toolCalls = [
    ToolCall(
      id: Array("abcdefghi".utf8), name: Array("get_dose".utf8),
      arguments: Array(#"{"drug":"a<b>&é","n":[1,null,true,1.5e3]}"#.utf8))
  ]
  var result = Message(role: .tool, parts: text(" 81 mg\n"))
  result.toolCallID = Array("abcdefghi".utf8)
  return Conversation(
    messages: [
      Message(role: .system, parts: text("Be brief.")), Message(role: .user, parts: text(" Fever 发烧 🩺? ")), call,
      result,
      Message(role: .assistant, parts: text("<think>\nhm\n</think>\n\nYes.")),
    ], tools: [Array(#"{"type":"function","function":{"name":"get_dose"}}"#.utf8)], recordID: "fuzz",
    location: InputLocation(source: "fuzz"))
}()

/// No less than the bytes of the conversation, with the names of its parts.
private let givenByteCount = 1_000

private let options = RenderOptions(
  addGenerationPrompt: true, clock: .fixed(secondsSince1970: 1_700_000_000),
  variables: [
    ("i", .integer(-7)), ("f", .float(2.5)), ("n", .none), ("b", .bool(true)),
  ])

private let specialTokens = SpecialTokenTexts(bos: Array("<s>".utf8), eos: Array("</s>".utf8))

/// Whatever template the bytes are, rendering it ends within its bounds in a text with sound origins, or in a typed error;
/// the same each time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTemplateInterpreter(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let source = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    let template = try ChatTemplate(source: source, name: "fuzz", limits: limits)
    let prompt = try template.render(conversation, specialTokens: specialTokens, options: options)
    check(prompt, of: source)
    let again = try template.render(conversation, specialTokens: specialTokens, options: options)
    expect(again.text.utf8 == prompt.text.utf8, "two renderings differ")
  } catch {
    expect(error is TrainPackError, "an error without a code: \(error)")
  }
  return 0
}

private func check(_ prompt: RenderedPrompt, of source: [UInt8]) {
  let text = prompt.text.utf8
  expect(text.count <= limits.maximumTemplateOutputBytes + 32 * givenByteCount, "more bytes than the bound")
  expect(String(validating: text, as: UTF8.self) != nil, "the text is not UTF-8")
  var end = 0
  for span in prompt.text.spans {
    expect(span.end > end, "an empty span")
    end = span.end
  }
  expect(end == text.count, "the spans do not cover the text")
  for range in prompt.generationRanges ?? [] {
    expect(range.lowerBound >= 0 && range.upperBound <= text.count, "a generation range beyond the text")
  }
  if !canMakeMark(source) { checkMarks(prompt.text) }
}

/// Content is never told as the template's own: where the mark is, the origin is not the template.
private func checkMarks(_ text: ProvenancedText) {
  var start = 0
  for span in text.spans {
    if span.origin.kind == .template {
      let bytes = text.utf8[start..<span.end]
      for position in bytes.indices.dropLast(2) where bytes[position...].starts(with: mark) {
        fatalError("content is told as template at byte \(position)")
      }
    }
    start = span.end
  }
}

/// Whether the template may write the mark by itself: it has its first byte, an escape, or a `%c` of a number.
private func canMakeMark(_ source: [UInt8]) -> Bool {
  source.contains(mark[0]) || source.contains(UInt8(ascii: "\\"))
    || (source.contains(UInt8(ascii: "c")) && source.contains(UInt8(ascii: "%")) && source.contains(UInt8(ascii: "'")))
}

/// What does not hold ends the run, and libFuzzer keeps the input.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
