import Diagnostics
import Prompting

/// A chat template, compiled: Jinja 3.1 as transformers sets it up, bounded, and keeping the origin of every byte.
///
/// It may be shared between threads; each rendering has its own state.
///
/// - Source: Jinja 3.1 and transformers `utils/chat_template_utils.py`.
public struct ChatTemplate: Sendable {
  /// What the template is called in errors.
  public let name: String
  /// Whether the template marks what the model is to learn with `{% generation %}`.
  public let usesGenerationTag: Bool

  /// The names of variables that the template reads and that Jinja does not define, in the order in which it first names
  /// them; also those that it only tests.
  public var variableNames: [String] { contextNames.filter { Globals.value($0) == nil } }

  private let source: TemplateSource
  private let code: FunctionCode
  private let contextNames: [String]
  private let limits: Limits

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - source: The template's text, UTF-8.
  ///   - name: What errors call it, such as its path.
  ///   - limits: The bounds on reading and rendering it.
  /// - Throws: `template.syntax`, `template.unsupported` or `template.limit`, with the line, the column in bytes, and
  ///   the line's text.
  /// - Complexity: O(*n*) in the size of the template.
  public init(source: [UInt8], name: String, limits: Limits = Limits()) throws {
    self.name = name
    self.limits = limits
    self.source = TemplateSource(source, name: name)
    if source.count > limits.maximumTemplateBytes {
      throw TemplateFailure.limit(
        "bytes in a chat template", value: limits.maximumTemplateBytes, met: source.count,
        flag: nil
      ).error(at: InputLocation(source: name))
    }
    do {
      try TemplateSource.checkUTF8(source)
      var compiler = Compiler(limits: limits)
      code = try compiler.compile(source)
      contextNames = compiler.contextNames
      usesGenerationTag = compiler.usesGenerationTag
    } catch let failure as SyntaxFailure {
      throw self.source.error(failure.failure, at: failure.place)
    }
  }

  /// Renders the template with variables of any kind.
  ///
  /// - Parameters:
  ///   - variables: The variables by name; of equal names the last counts, and one that has a builtin's name hides it.
  ///   - clock: What `strftime_now` reads.
  /// - Returns: The text with its origins; `generationRanges` are its bytes inside `{% generation %}` blocks, `nil` when
  ///   the template has none.
  /// - Throws: `template.raised` when the template refuses its input, `template.undefined`, `template.type` or
  ///   `template.value` where Python would raise, `template.limit`, `template.security` or `template.unsupported`.
  public func render(
    _ variables: [(String, TemplateValue)], clock: TemplateClock = .unavailable
  ) throws -> RenderedPrompt {
    try render(variables, clock: clock, expectedByteCount: 0)
  }

  /// - Parameter expectedByteCount: The bytes that the text will hold at least, most likely.
  func render(
    _ variables: [(String, TemplateValue)], clock: TemplateClock, expectedByteCount: Int
  ) throws -> RenderedPrompt {
    let machine = Machine(limits: limits, clock: clock, context: context(variables))
    machine.reserveOutput(expectedByteCount)
    defer { machine.finish() }
    do {
      try machine.enter(height: code.height)
      let activation = Activation(slotCount: code.slotCount, parent: nil)
      machine.keepForFinish(activation)
      _ = try code.block.run(machine, activation)
    } catch let failure as TemplateFailure {
      throw source.error(failure, at: machine.place)
    }
    let text = machine.output.provenancedText
    let ranges = machine.generationRanges.map { range in
      min(range.lowerBound, text.count)..<min(range.upperBound, text.count)
    }
    return RenderedPrompt(text: text, generationRanges: usesGenerationTag ? ranges : nil)
  }

  private func context(_ variables: [(String, TemplateValue)]) -> [TemplateValue?] {
    contextNames.map { name in
      // Names that differ are told apart faster as strings; equal strings may still be of different bytes.
      for variable in variables.reversed() where variable.0 == name && variable.0.utf8.elementsEqual(name.utf8) {
        return variable.1
      }
      return Globals.value(name)
    }
  }
}
