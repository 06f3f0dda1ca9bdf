import Diagnostics
import Prompting

/// One run of a template: its output, what it may still use, and where it is.
///
/// One thread uses it, and nothing that reads or changes one of its variables calls back while it does, so nothing checks
/// that accesses do not overlap.
final class Machine {
  let limits: Limits
  let clock: TemplateClock
  /// The values of the template's context names, those that were given or built in.
  let context: [TemplateValue?]
  @exclusivity(unchecked) var output = TextBuilder()
  /// How many captures (macros, set blocks, filter blocks) enclose the current output.
  @exclusivity(unchecked) private(set) var captureDepth = 0
  /// The bytes of the whole output inside generation blocks.
  @exclusivity(unchecked) var generationRanges: [Range<Int>] = []
  /// The bytes written to the whole output before the outermost capture began.
  @exclusivity(unchecked) private(set) var outermostCount = 0
  /// The text that a set block or filter block has just collected, for its filter.
  @exclusivity(unchecked) var captured = TemplateString.empty
  /// Where the operation that runs now stands in the source.
  @exclusivity(unchecked) var place = Place.start

  private let stack = StackBound.current
  private let maximumSteps: Int
  private let maximumBytes: Int
  @exclusivity(unchecked) private var stepsLeft: Int
  @exclusivity(unchecked) private var bytesLeft: Int
  @exclusivity(unchecked) private var callDepth = 0
  @exclusivity(unchecked) private var nesting = 0
  private let maximumNesting: Int
  /// What can refer to itself, to be emptied when the run ends.
  @exclusivity(unchecked) private var activations: [Activation] = []
  @exclusivity(unchecked) private var objects: [TemplateObject] = []

  init(limits: Limits, clock: TemplateClock, context: [TemplateValue?]) {
    self.limits = limits
    self.clock = clock
    self.context = context
    let given = context.reduce(0) { $0.saturatingAdd($1?.givenSize(levels: Self.givenLevels) ?? 0) }
    maximumSteps = limits.maximumTemplateSteps.saturatingAdd(given)
    maximumBytes = limits.maximumTemplateOutputBytes.saturatingAdd(Self.saturating(given, Self.bytesPerGiven))
    stepsLeft = maximumSteps
    bytesLeft = maximumBytes
    maximumNesting = Self.nestingPerCall * max(limits.maximumTemplateCallDepth, 1)
  }

  /// How many nested statements and expressions a call may take on average. With the default limits the frames of the
  /// deepest run take 2 MB in debug builds, a quarter of the stack that threads have on Linux, so that what a template
  /// gives does not depend on the stack there. On smaller stacks `checkStack` may end it earlier.
  private static let nestingPerCall = 5

  /// How deep what is given is looked through for its size: messages, their parts and calls lie within this, and no more of
  /// the stack is used.
  private static let givenLevels = 12
  /// How many bytes more may be built for the size of what the template is given, as one that adds turn after turn to a
  /// text or a list builds it anew for each turn.
  private static let bytesPerGiven = 32

  private static func saturating(_ count: Int, _ factor: Int) -> Int {
    let (product, isTooLarge) = count.multipliedReportingOverflow(by: factor)
    return isTooLarge ? .max : product
  }

  /// Frees the run's memory: breaks the cycles that macros and namespaces can form, and takes chains of objects apart
  /// one by one, as freeing a chain from its end would use the stack for each link.
  func finish() {
    for activation in activations { activation.slots = [] }
    for object in objects { object.clear() }
    activations = []
    objects = []
  }

  func keepForFinish(_ activation: Activation) {
    if activations.last !== activation { activations.append(activation) }
  }

  func keepForFinish(_ object: TemplateObject) {
    if objects.isEmpty { objects.reserveCapacity(8) }
    objects.append(object)
  }

  // MARK: Bounds

  /// Counts `count` steps of work.
  @inline(__always)
  func step(_ count: Int = 1) throws {
    stepsLeft -= count
    if stepsLeft < 0 { throw outOfSteps() }
  }

  /// Counts work over `byteCount` bytes, which is far cheaper than a step for each.
  @inline(__always)
  func scan(_ byteCount: Int) throws { try step(byteCount >> 6 + 1) }

  /// Counts the work of finding one text in another: that of looking at their bytes a few times.
  func search(for needle: TemplateString, in text: TemplateString) throws {
    let byteCount = needle.utf8.count.saturatingAdd(text.utf8.count)
    try scan(Self.saturating(byteCount, needle.utf8.count > PythonText.shortNeedle ? 3 : 2))
  }

  /// Counts `byteCount` bytes that are about to be built.
  @inline(__always)
  func build(_ byteCount: Int) throws {
    bytesLeft -= byteCount
    if bytesLeft < 0 { throw outOfBytes() }
    stepsLeft -= byteCount >> 6
    if stepsLeft < 0 { throw outOfSteps() }
  }

  /// Counts a sequence of `count` items that is about to be built.
  func build(items count: Int) throws {
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: 16)
    if isTooLarge { throw outOfBytes() }
    try build(bytes)
  }

  private func outOfSteps() -> TemplateFailure {
    stepsLeft = 0
    return .limit("steps", value: maximumSteps, flag: nil)
  }

  func outOfBytes() -> TemplateFailure {
    bytesLeft = 0
    return .limit("bytes built by a template", value: maximumBytes, flag: nil)
  }

  /// Goes into a function (or anything that can nest itself) whose own code nests `height` deep.
  func enter(height: Int) throws {
    callDepth += 1
    nesting += height
    if callDepth > limits.maximumTemplateCallDepth || nesting > maximumNesting {
      throw TemplateFailure.limit(
        "nested calls", value: limits.maximumTemplateCallDepth,
        met: callDepth > limits.maximumTemplateCallDepth ? callDepth : nil, flag: nil)
    }
    try checkStack()
    try step()
  }

  func leave(height: Int) {
    callDepth -= 1
    nesting -= height
  }

  /// Fails when the stack of the running thread is nearly used up.
  @inline(__always)
  func checkStack() throws {
    if !stack.hasRoom { throw TemplateFailure.stackLimit }
  }

  /// Fails when a value nests more deeply than the limit for JSON allows.
  func checkDepth(_ depth: Int) throws {
    if depth > limits.maximumJSONDepth {
      throw TemplateFailure.limit(
        "nested values", value: limits.maximumJSONDepth, met: depth, flag: nil)
    }
  }

  // MARK: Output

  /// Makes room for the texts of a conversation and what templates put around them.
  func reserveOutput(_ byteCount: Int) {
    output.reserveCapacity(min(byteCount, limits.maximumTemplateOutputBytes).saturatingAdd(Self.usualFrame))
  }

  /// What templates put around the texts of a short conversation, in bytes.
  private static let usualFrame = 256

  @inline(__always)
  func write(_ text: TemplateString) throws {
    try build(text.size)
    output.append(text)
  }

  /// Writes a value as Python prints it; `place` is where it stands.
  @inline(__always)
  func write(_ value: TemplateValue, _ place: Place) throws {
    if case .string(let text) = value { return try write(text) }
    self.place = place
    try write(try PythonPrinter.text(value, self))
  }

  /// Runs `body` and collects apart what it writes. What it throws ends the rendering.
  func capture<Result>(_ body: () throws -> Result) rethrows -> (result: Result, text: TemplateString) {
    if captureDepth == 0 { outermostCount = output.count }
    captureDepth += 1
    let outer = output
    output = TextBuilder()
    let result = try body()
    let text = output.string()
    output = outer
    captureDepth -= 1
    return (result, text)
  }

  /// Runs `body`, which writes to the output that is open now, but counts as captured: generation blocks in it cover all
  /// that it writes, as if its text were put there at once.
  func writeThrough(_ body: () throws -> Void) rethrows {
    if captureDepth == 0 { outermostCount = output.count }
    captureDepth += 1
    try body()
    captureDepth -= 1
  }

  // MARK: New values

  /// What a container takes beside its items, in items.
  private static let containerOverhead = 6
  /// What an object takes with the closures, boxes and items that it holds, in items.
  private static let objectOverhead = 16

  /// An object as a value, once it is known not to nest too deeply.
  func object(_ object: TemplateObject) throws -> TemplateValue { .object(try checked(object)) }

  /// The object, once it is known not to nest too deeply; it stays until the run ends.
  func checked<Object: TemplateObject>(_ object: Object) throws -> Object {
    keepForFinish(object)
    try checkDepth(object.depth)
    try build(items: Self.objectOverhead)
    return object
  }

  func list(_ items: consuming [TemplateValue], _ kind: TemplateList.Kind = .list) throws -> TemplateValue {
    try build(items: items.count.saturatingAdd(Self.containerOverhead))
    let list = TemplateList(items, kind: kind)
    try checkDepth(list.depth)
    return .list(list)
  }

  func dictionary(_ pairs: [(TemplateValue, TemplateValue)]) throws -> TemplateValue {
    try build(items: pairs.count * 3 + Self.containerOverhead)
    // Each key is hashed and looked for.
    try step(pairs.count * 5)
    for pair in pairs { try Comparison.checkHashable(pair.0, self) }
    let dictionary = TemplateDictionary(pairs: pairs)
    try checkDepth(dictionary.depth)
    return .dictionary(dictionary)
  }

  /// A dictionary of texts that are known to differ, with as many values.
  func dictionary(_ keys: [TemplateValue], _ values: consuming [TemplateValue]) throws -> TemplateValue {
    try build(items: keys.count * 3 + Self.containerOverhead)
    let dictionary = TemplateDictionary(uniqueKeys: keys, values: values)
    try checkDepth(dictionary.depth)
    return .dictionary(dictionary)
  }

  /// A string of bytes that are new, with their origin.
  func string(_ text: String, origin: Origin = .template) throws -> TemplateValue {
    try build(text.utf8.count)
    return .string(TemplateString(text, origin: origin))
  }
}
