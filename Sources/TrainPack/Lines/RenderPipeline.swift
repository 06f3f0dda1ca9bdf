import ChatTemplates
import Diagnostics
import Prompting
import StrictJSON

/// Renders a chat template with the variables of JSON objects, one a line.
public struct RenderPipeline: Sendable {
  /// What is printed beside the text.
  public enum Detail: Sendable {
    case text
    /// The origin of each run of bytes, and what the template marks as generated.
    case spans
  }

  public var template: ChatTemplate
  public var detail: Detail
  public var clock: TemplateClock
  public var work: WorkPlan

  public init(
    template: ChatTemplate, detail: Detail = .text, clock: TemplateClock = .unavailable, work: WorkPlan = WorkPlan()
  ) {
    self.template = template
    self.detail = detail
    self.clock = clock
    self.work = work
  }

  /// Reads standard input and gives each line's answer, with its line feed, in order: `{"text": …}` or
  /// `{"error": {…}}`.
  ///
  /// - Throws: What reading JSON throws. What the template throws is that line's answer.
  public func run(each: ([UInt8]) throws -> Void) throws {
    try JSONLinePass(work: work).run(
      makeWorker: {}, transform: { _, document in JSONWriter.bytes(of: try answer(to: document)) + [0x0A] },
      consume: each)
  }

  private func answer(to document: JSONDocument) throws -> JSON {
    guard document.root.kind == .object else {
      throw TrainPackError(
        .renderNotAnObject, "the line is \(document.root.kind.name), not an object", at: document.location,
        fix: "write one JSON object a line: {\"messages\": […], \"add_generation_prompt\": false}")
    }
    do {
      let variables = try document.root.members.map { member in
        let name = member.key.string ?? ""
        return (name, try TemplateVariable(named: name, in: document.location).value(of: member.value.tree))
      }
      return json(of: try template.render(variables, clock: clock))
    } catch let error as TrainPackError {
      return [
        "error": [
          "code": .text(error.code.id), "message": .text(error.message),
          "place": error.location.map { .text($0.description) } ?? .null, "fix": .text(error.fix),
        ]
      ]
    }
  }

  private func json(of prompt: RenderedPrompt) -> JSON {
    let text = JSON.Member("text", .string(prompt.text.utf8))
    if detail == .text { return .object([text]) }
    var start = 0
    let spans = prompt.text.spans.map { span -> JSON in
      defer { start = span.end }
      return [
        "start": .integer(start), "end": .integer(span.end), "origin": .text("\(span.origin.kind)"),
        "message": span.origin.messageIndex < 0 ? .null : .integer(Int(span.origin.messageIndex)),
      ]
    }
    let generation = prompt.generationRanges.map { ranges in
      JSON.array(ranges.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })
    }
    return .object([text, JSON.Member("spans", .array(spans)), JSON.Member("generation", generation ?? .null)])
  }
}
