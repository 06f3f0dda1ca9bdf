import Diagnostics

/// Reads a pattern in a dialect. What it cannot say exactly in terms of sets is an error that names it.
///
/// - Source: Oniguruma's `regparse.c` and `doc/RE` for Ruby's syntax; `parse.rs` of fancy-regex and the syntax of Rust's
///   `regex`.
struct RegexParser {
  /// Deeper groups than this are refused; those of published patterns nest twice.
  static let maximumDepth = 64
  static let maximumLength = 32_768
  static let maximumRepetition = 65_535

  /// What stands for how the characters at hand are read.
  struct Options: Hashable {
    var ignoresCase = false
    var dotTakesLineFeed = false
    /// `^` and `$` match at lines; in Ruby's syntax they always do.
    var matchesLines = false
    var ignoresSpace = false
  }

  let dialect: RegexDialect
  let types: RegexCharacterTypes
  let scalars: [UInt32]
  var position = 0
  var depth = 0
  /// How many classes in brackets are open.
  var classDepth = 0
  var options = Options()
  /// How many groups were opened that are captured, and whether one of them has a name.
  var captureCount = 0
  var hasNames = false
  var hasReferences = false
  /// The characters without regard to case that stand one after another up to here.
  private var foldedRun: [UInt32] = []

  private init(_ scalars: [UInt32], _ dialect: RegexDialect) {
    self.scalars = scalars
    self.dialect = dialect
    types = RegexCharacterTypes(dialect)
  }

  /// Returns what `text` means.
  ///
  /// - Throws: `tokenization.pattern-unsupported`.
  static func parse(_ text: [UInt8], dialect: RegexDialect) throws -> RegexNode {
    guard let string = String(validating: text, as: UTF8.self) else {
      throw error(text, "it is no valid UTF-8")
    }
    let scalars = string.unicodeScalars.map(\.value)
    guard scalars.count <= maximumLength else {
      throw error(text, "it has \(scalars.count) characters, and at most \(maximumLength) are read")
    }
    var parser = RegexParser(scalars, dialect)
    do {
      let node = try parser.alternatives()
      if parser.position < scalars.count { throw parser.unsupported("a ) that closes nothing") }
      return dialect == .llamaCpp ? node.mapSets(parser.types.withWhitespaceJoined) : node
    } catch let refusal as Refusal {
      throw error(text, "\(refusal.what), at character \(refusal.position + 1)")
    }
  }

  /// What cannot be read, and where.
  struct Refusal: Error {
    var what: String
    var position: Int
  }

  func unsupported(_ what: String, at position: Int? = nil) -> Refusal {
    Refusal(what: what, position: position ?? self.position)
  }

  static func error(_ text: [UInt8], _ what: String) -> TrainPackError {
    TrainPackError(
      .patternUnsupported, "the pattern \(quoted(text)) cannot be run exactly: \(what)",
      fix: "check the pattern against the model's own file; if that is how it stands there, use another of the model's "
        + "vocabulary files")
  }

  // MARK: Characters

  var current: UInt32? { position < scalars.count ? scalars[position] : nil }

  func peek(_ distance: Int) -> UInt32? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  func isAt(_ text: StaticString, from start: Int? = nil) -> Bool {
    var index = start ?? position
    for scalar in text.description.unicodeScalars {
      guard index < scalars.count, scalars[index] == scalar.value else { return false }
      index += 1
    }
    return true
  }

  mutating func take(_ text: StaticString) -> Bool {
    guard isAt(text) else { return false }
    position += text.description.unicodeScalars.count
    return true
  }

  // MARK: Structure

  /// Reads up to the end, or to the `)` of the group at hand.
  mutating func alternatives() throws -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw unsupported("groups nested more than \(Self.maximumDepth) deep") }
    let outer = options
    defer { options = outer }
    var branches: [RegexNode] = []
    var parts: [RegexNode] = []
    /// What was captured last, when it stands last.
    var capture: Capture?
    foldedRun = []
    while true {
      try skipSpace()
      guard let scalar = current, scalar != UInt32(ascii: ")") else { break }
      if scalar == UInt32(ascii: "|") {
        position += 1
        branches.append(RegexNode.inSequence(parts))
        parts = []
        capture = nil
        foldedRun = []
      } else if let found = capture, isReference(to: found) {
        parts[parts.count - 1] = try repeatedReference(to: found)
        capture = nil
      } else {
        let number = isAt("(") && !isAt("(?") ? captureCount + 1 : 0
        capture = nil
        guard let part = try atom() else { continue }
        let end = position
        parts.append(try repeated(part))
        if number > 0, position == end, let set = part.singleSet { capture = Capture(number: number, set: set) }
      }
    }
    foldedRun = []
    branches.append(RegexNode.inSequence(parts))
    return RegexNode.anyOf(branches)
  }

  /// Reads one thing that can be repeated; `nil` for what stands for nothing, such as a comment.
  private mutating func atom() throws -> RegexNode? {
    guard let scalar = current else { return nil }
    switch scalar {
    case UInt32(ascii: "("):
      foldedRun = []
      return try group()
    case UInt32(ascii: "["):
      foldedRun = []
      return .set(try bracketClass())
    case UInt32(ascii: "\\"): return try escape()
    case UInt32(ascii: "."):
      position += 1
      foldedRun = []
      return .set(options.dotTakesLineFeed ? .all : types.lineFeed.inverted)
    case UInt32(ascii: "^"):
      position += 1
      return lineStart
    case UInt32(ascii: "$"):
      position += 1
      return lineEnd
    case UInt32(ascii: "*"), UInt32(ascii: "+"), UInt32(ascii: "?"):
      throw unsupported("a repetition of nothing")
    default:
      position += 1
      return try literal(scalar)
    }
  }

  /// One character, with those that equal it where case is ignored.
  mutating func literal(_ scalar: UInt32) throws -> RegexNode {
    guard options.ignoresCase else {
      foldedRun = []
      return .set(CodePointSet(scalar))
    }
    if dialect == .oniguruma { try checkFolds(endingWith: scalar) }
    return .set(types.ignoringCase(CodePointSet(scalar)))
  }

  /// Oniguruma also takes several characters for one that folds to them, as `ss` for `ß`: no set says that.
  private mutating func checkFolds(endingWith scalar: UInt32) throws {
    foldedRun.append(scalar)
    if types.foldsToSeveral(scalar) || types.endsWithSeveralFold(foldedRun) {
      throw unsupported("text without regard to case in which several characters fold to one", at: position - 1)
    }
  }

  private var lineStart: RegexNode {
    switch dialect {
    case .oniguruma:
      .alternatives([.textStart, .sequence([.lookBehind(types.lineFeed), .notTextEnd])])
    case .fancyRegex, .llamaCpp:
      options.matchesLines ? .alternatives([.textStart, .lookBehind(types.lineFeed)]) : .textStart
    }
  }

  private var lineEnd: RegexNode {
    if dialect != .oniguruma, !options.matchesLines { return .textEnd }
    return .alternatives([.textEnd, .lookAhead(types.lineFeed)])
  }

  /// Passes over white space and comments where they mean nothing.
  mutating func skipSpace() throws {
    guard options.ignoresSpace else { return }
    while let scalar = current {
      if scalar == UInt32(ascii: "#") {
        while let next = current, next != 0x0A { position += 1 }
      } else if types.whitespace.contains(scalar) {
        position += 1
      } else {
        return
      }
    }
  }
}

extension RegexNode {
  static let notTextEnd = RegexNode.lookAhead(.all)
}

extension UInt32 {
  init(ascii scalar: Unicode.Scalar) { self = scalar.value }
}
