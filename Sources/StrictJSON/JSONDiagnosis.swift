import Diagnostics

/// A second, slow and plain reading of a text that the parser refused: finds the first byte that is wrong, what was
/// expected there, and the way to it.
///
/// It is written apart from the parser, so that the tests can hold the two against each other.
struct JSONDiagnosis {
  struct Problem: Error, Equatable {
    var code: DiagnosticCode
    var message: String
    /// An index into the source.
    var offset: Int
    var fix: String
  }

  private struct Container {
    var isObject: Bool
    var position = 0
    /// The raw key of the member that is being read, without its quotes.
    var key: Range<Int>?
  }

  private enum Expectation {
    case value, valueOrEnd, key, keyOrEnd, commaOrEnd
  }

  private let source: [UInt8]
  private let end: Int
  private var at: Int
  private var containers: [Container] = []
  /// Where to stop with the way so far, when a place is asked for.
  private var stop = Int.max

  init(source: [UInt8], range: Range<Int>) {
    self.source = source
    end = range.upperBound
    at = range.lowerBound
  }

  /// The first problem, or `nil` when the text is JSON (whatever its depth, its numbers' length and its keys).
  mutating func firstProblem() -> Problem? {
    do throws(Problem) {
      try read()
      return nil
    } catch {
      return error
    }
  }

  /// The way to the value or key at `place`, an index into the source.
  mutating func pointer(at place: Int) -> JSONPointer {
    stop = place
    _ = firstProblem()
    return pointer
  }

  /// The way to where the reading stopped.
  var pointer: JSONPointer {
    var pointer = JSONPointer()
    for container in containers {
      if !container.isObject {
        pointer = pointer.appending(position: container.position)
      } else if let key = container.key {
        pointer = pointer.appending(key: JSONStringScan.unescaped(source[key]))
      }
    }
    return pointer
  }

  private mutating func read() throws(Problem) {
    var expectation = Expectation.value
    while true {
      skipSpace()
      if expectation == .commaOrEnd && containers.isEmpty {
        if at < end { throw JSONExpectation.trailing(source: source, at: at) }
        return
      }
      if at >= end { throw truncated(expectation) }
      // A key at the place is still read, as it is the last step of the way.
      if at >= stop && expectation != .key && expectation != .keyOrEnd { return }
      switch expectation {
      case .valueOrEnd where source[at] == 0x5D, .keyOrEnd where source[at] == 0x7D:
        close()
        expectation = .commaOrEnd
      case .value, .valueOrEnd: expectation = try value()
      case .key, .keyOrEnd:
        try key()
        if at > stop { return }
        expectation = .value
      case .commaOrEnd: expectation = try separator()
      }
    }
  }

  private mutating func value() throws(Problem) -> Expectation {
    switch source[at] {
    case 0x7B:
      containers.append(Container(isObject: true))
      at += 1
      return .keyOrEnd
    case 0x5B:
      containers.append(Container(isObject: false))
      at += 1
      return .valueOrEnd
    case 0x22: _ = try string()
    case 0x2D, 0x30...0x39: try number()
    default: try word()
    }
    return .commaOrEnd
  }

  private mutating func key() throws(Problem) {
    let depth = containers.count - 1
    containers[depth].key = nil
    guard source[at] == 0x22 else {
      throw JSONExpectation.key(source: source, at: at)
    }
    let range = try string()
    containers[depth].key = range
    skipSpace()
    if at >= end { throw truncated(.value) }
    guard source[at] == 0x3A else {
      throw JSONExpectation.unexpected(source: source, at: at, wanted: "a colon after the key")
    }
    at += 1
  }

  private mutating func separator() throws(Problem) -> Expectation {
    let depth = containers.count - 1
    let isObject = containers[depth].isObject
    switch source[at] {
    case 0x2C:
      at += 1
      containers[depth].position += 1
      return isObject ? .key : .value
    case 0x7D where isObject, 0x5D where !isObject:
      close()
      return .commaOrEnd
    default:
      throw JSONExpectation.unexpected(
        source: source, at: at, wanted: isObject ? "a comma or } after the value" : "a comma or ] after the element")
    }
  }

  private mutating func close() {
    containers.removeLast()
    at += 1
  }

  /// Reads a string and returns what stands between its quotes.
  private mutating func string() throws(Problem) -> Range<Int> {
    let start = at + 1
    switch JSONStringScan.scan(source, from: start, to: end) {
    case .end(let close):
      at = close + 1
      return start..<close
    case .problem(let problem):
      throw problem
    }
  }

  private mutating func number() throws(Problem) {
    let start = at
    if source[at] == 0x2D { at += 1 }
    if byte == 0x30 {
      at += 1
      if isDigit {
        throw JSONExpectation.number(at: start, "a number begins with a zero", fix: "remove the leading zeros")
      }
    } else {
      try digits(from: start)
    }
    if byte == 0x2E {
      at += 1
      try digits(from: start)
    }
    if byte == 0x65 || byte == 0x45 {
      at += 1
      if byte == 0x2B || byte == 0x2D { at += 1 }
      try digits(from: start)
    }
  }

  private mutating func digits(from start: Int) throws(Problem) {
    if at >= end { throw truncated(.value) }
    if !isDigit {
      throw JSONExpectation.number(
        at: start, "a number lacks a digit", fix: "write a digit before and after the point and after e, as in -0.5e3")
    }
    while isDigit { at += 1 }
  }

  private mutating func word() throws(Problem) {
    var stop = at
    while stop < end, JSONExpectation.isWordByte(source[stop]) { stop += 1 }
    for word in ["true", "false", "null"] {
      if source[at..<stop].elementsEqual(word.utf8) {
        at = stop
        return
      }
      if stop == end && stop > at && word.utf8.starts(with: source[at..<stop]) { throw truncated(.value) }
    }
    throw JSONExpectation.value(source: source, at: at, wordEnd: stop)
  }

  private var byte: UInt8 { at < end ? source[at] : 0 }

  private var isDigit: Bool { byte >= 0x30 && byte <= 0x39 }

  private mutating func skipSpace() {
    while at < end {
      switch source[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return
      }
    }
  }

  private func truncated(_ expectation: Expectation) -> Problem {
    if containers.isEmpty && expectation == .value && at >= end && !hasContent {
      return Problem(
        code: .jsonInvalid, message: "there is no JSON value, the text is empty", offset: end,
        fix: "write a JSON value here")
    }
    let open = containers.last.map { $0.isObject ? "an object" : "an array" } ?? "a value"
    return JSONExpectation.truncated(inside: open, at: end)
  }

  private var hasContent: Bool {
    var index = end
    while index > 0 {
      index -= 1
      switch source[index] {
      case 0x20, 0x0A, 0x0D, 0x09: continue
      default: return true
      }
    }
    return false
  }
}
