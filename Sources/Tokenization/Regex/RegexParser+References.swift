extension RegexParser {
  /// A group that is one character of a set, and its number.
  struct Capture {
    var number: Int
    var set: CodePointSet
  }

  /// A group of more characters is not written out for each of them.
  private static let maximumCaptureCount = 256

  /// Whether `\1` or its like stands here, for a group that stands directly before it.
  ///
  /// Where groups have names, the others have no numbers; and without regard to case more than the same text would match.
  func isReference(to capture: Capture) -> Bool {
    guard capture.number <= 9, dialect != .llamaCpp, !hasNames, !options.ignoresCase, current == UInt32(ascii: "\\"),
      peek(1) == UInt32(ascii: "0") + UInt32(capture.number)
    else { return false }
    if let next = peek(2), (UInt32(ascii: "0")...UInt32(ascii: "9")).contains(next) { return false }
    return capture.set.ranges.reduce(0) { $0 + $1.count } <= Self.maximumCaptureCount
  }

  /// Reads the reference and its repetition, and returns both it and the group: for each character of the group that one
  /// and then itself again, as `([ab])\1*` is `aa*|bb*`.
  mutating func repeatedReference(to capture: Capture) throws -> RegexNode {
    hasReferences = true
    position += 2
    let again = try repeated(.set(capture.set))
    return .alternatives(
      capture.set.ranges.flatMap { $0 }.map { scalar in
        let one = CodePointSet(scalar)
        return .sequence([.set(one), again.mapSets { _ in one }])
      })
  }
}
