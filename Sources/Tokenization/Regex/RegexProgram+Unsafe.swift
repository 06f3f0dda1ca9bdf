import CPCRE2
import Diagnostics

/// A pattern that was made ready: immutable, shared by all workers.
///
/// `@unchecked Sendable`: PCRE2 never changes a compiled pattern, and matching with one from several threads at once is
/// what its documentation allows.
final class RegexProgram: @unchecked Sendable {
  /// The pattern as the file has it.
  let pattern: [UInt8]
  let dialect: RegexDialect
  let atoms: CharacterAtoms
  let isCompiledToMachineCode: Bool
  fileprivate let code: OpaquePointer

  /// Reads and compiles a pattern.
  ///
  /// - Throws: `tokenization.pattern-unsupported`, which names what cannot be run exactly.
  init(_ pattern: [UInt8], dialect: RegexDialect) throws {
    let node = try RegexParser.parse(pattern, dialect: dialect)
    var sets: Set<CodePointSet> = []
    node.forEachSet { sets.insert($0) }
    guard let atoms = CharacterAtoms(sets) else {
      throw RegexParser.error(
        pattern, "its classes tell more than \(CharacterAtoms.maximumCount) kinds of characters apart")
    }
    let text = PCRE2Pattern(node, atoms: atoms).text
    var failure: Int32 = 0
    var offset = 0
    let options = UInt32(PCRE2_DOTALL) | UInt32(PCRE2_NEVER_UTF) | UInt32(PCRE2_NEVER_UCP)
    let code = text.withUnsafeBufferPointer {
      pcre2_compile_8($0.baseAddress, $0.count, options, &failure, &offset, nil)
    }
    guard let code else { throw RegexParser.error(pattern, "PCRE2 refuses it: \(Self.message(failure))") }
    self.pattern = pattern
    self.dialect = dialect
    self.atoms = atoms
    self.code = code
    isCompiledToMachineCode = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
  }

  deinit { pcre2_code_free_8(code) }

  fileprivate static func message(_ failure: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(failure, &buffer, buffer.count)
    return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(failure)"
  }
}

/// Finds the matches of a pattern in texts, for one worker.
final class RegexMatcher {
  /// How many steps a match gets at first; one that needs more is begun again with eight times as many.
  private static let firstSteps = 2_000
  /// How many steps may be spent on a text in matches that were begun again, besides those that its length allows.
  private static let stepAllowance = 16_000_000
  /// How much memory a match may take to come back to where it can go on another way, in KiB.
  private static let heapKibibytes: UInt32 = 256 << 10
  private static let machineStackBytes = 64 << 20
  /// Above this many bytes the scratch memory is given back after use.
  private static let maximumKeptBytes = 1 << 20

  private let program: RegexProgram
  private let matchData: OpaquePointer
  private let context: OpaquePointer
  private let machineStack: OpaquePointer?

  /// The atoms of the text at hand.
  private var atoms: [UInt8] = []
  /// Where the search goes on, and where the last match ended, as counts of characters; -1 before the first.
  private var next = 0
  private var lastEnd = -1
  /// How many steps may still be spent in matches that are begun again.
  private var stepsLeft = 0
  /// A place in the text, in characters and in bytes, from which others are reached.
  private var characterCursor = 0
  private var byteCursor = 0

  /// `nil` when there is no memory for it.
  init?(_ program: RegexProgram) {
    guard let matchData = pcre2_match_data_create_8(1, nil) else { return nil }
    guard let context = pcre2_match_context_create_8(nil) else {
      pcre2_match_data_free_8(matchData)
      return nil
    }
    self.program = program
    self.matchData = matchData
    self.context = context
    pcre2_set_heap_limit_8(context, Self.heapKibibytes)
    machineStack =
      program.isCompiledToMachineCode ? pcre2_jit_stack_create_8(32 << 10, Self.machineStackBytes, nil) : nil
    if let machineStack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(machineStack)) }
  }

  deinit {
    if let machineStack { pcre2_jit_stack_free_8(machineStack) }
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(matchData)
  }

  /// Begins with a text, which is well-formed UTF-8.
  func begin(_ text: Span<UInt8>) {
    if atoms.count > Self.maximumKeptBytes { atoms = [] }
    program.atoms.translate(text, into: &atoms)
    (next, lastEnd, characterCursor, byteCursor) = (0, -1, 0, 0)
    stepsLeft = Self.stepAllowance + 64 * atoms.count
  }

  /// Returns the bytes of the next match in the text that was begun, or `nil` behind the last.
  ///
  /// A text without characters has none. An empty match directly behind another is passed over, as both references do.
  ///
  /// - Throws: `tokenization.pattern-too-costly`.
  func nextMatch(in text: Span<UInt8>) throws -> Range<Int>? {
    if atoms.isEmpty { return nil }
    while next <= atoms.count {
      guard let match = try search() else {
        next = atoms.count + 1
        return nil
      }
      let isRepeat = match.isEmpty && match.upperBound == lastEnd
      next = match.isEmpty ? match.upperBound + 1 : match.upperBound
      lastEnd = match.upperBound
      if isRepeat { continue }
      let start = byteOffset(of: match.lowerBound, in: text)
      return start..<byteOffset(of: match.upperBound, in: text)
    }
    return nil
  }

  /// Finds the first match from `next` on, in characters.
  ///
  /// PCRE2 does not tell how many steps a match took. So a match gets few, then more, and what was spent in vain is what a
  /// text has an allowance for: many costly matches end in an error, as one that is without end does.
  private func search() throws -> Range<Int>? {
    var steps = Self.firstSteps
    var result = match(steps: steps)
    while result == PCRE2_ERROR_MATCHLIMIT {
      stepsLeft -= steps
      steps *= 8
      if steps > stepsLeft { break }
      result = match(steps: steps)
    }
    if result == PCRE2_ERROR_NOMATCH { return nil }
    guard result >= 0, let offsets = pcre2_get_ovector_pointer_8(matchData), offsets[0] >= next,
      offsets[1] >= offsets[0], offsets[1] <= atoms.count
    else { throw tooCostly(result) }
    return offsets[0]..<offsets[1]
  }

  private func match(steps: Int) -> Int32 {
    pcre2_set_match_limit_8(context, UInt32(clamping: steps))
    return atoms.withUnsafeBufferPointer { atoms in
      if machineStack != nil {
        let result = pcre2_jit_match_8(
          program.code, atoms.baseAddress, atoms.count, next, 0, matchData, context)
        if result != PCRE2_ERROR_JIT_STACKLIMIT { return result }
      }
      return pcre2_match_8(
        program.code, atoms.baseAddress, atoms.count, next, UInt32(PCRE2_NO_JIT), matchData, context)
    }
  }

  private func tooCostly(_ result: Int32) -> TrainPackError {
    TrainPackError(
      .patternTooCostly,
      "the pattern \(quoted(program.pattern)) takes too many steps on a text of \(atoms.count) characters, at character "
        + "\(next + 1): \(result < 0 ? RegexProgram.message(result) : "no place that can be used")",
      fix: "check the pattern against the model's own file; a pattern that repeats what is itself repeated can try "
        + "without end")
  }

  /// Where the character with this index starts; indexes must not descend.
  private func byteOffset(of character: Int, in text: Span<UInt8>) -> Int {
    // All characters are of one byte each.
    if atoms.count == text.count { return character }
    while characterCursor < character, byteCursor < text.count {
      let first = text[byteCursor]
      byteCursor &+= first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      characterCursor &+= 1
    }
    return byteCursor
  }
}
