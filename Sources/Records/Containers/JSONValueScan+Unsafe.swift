#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds where a JSON value ends by its brackets and quotes alone, in as many pieces as its bytes come in.
///
/// What the value holds is checked by the parser afterwards. Only what would put the end in doubt is refused here: a
/// bracket that closes another kind, and one that opens where nothing can.
struct JSONValueScan {
  enum Outcome: Equatable {
    /// The offset just past the value.
    case end(Int)
    /// The value goes on past the bytes.
    case needsMore
    /// The offset of a byte that can be in no value.
    case broken(Int)
  }

  /// Far deeper than the parser goes; bounds the memory that a record over the size limit can ask for.
  private static let maximumDepth = 1 << 24

  /// Whether a line feed in a string, where JSON allows none, ends the scan.
  var stopsAtLineFeedInString = false
  /// The closing brackets that are waited for, the innermost last.
  private var closers: [UInt8] = []
  /// The significant byte before; 0 at the start.
  private var previous: UInt8 = 0
  private var isInString = false
  /// Whether the bytes seen end with a backslash that escapes the next one.
  private var isEscaped = false

  /// Whether the value is a number or a word, which ends with the bytes when nothing follows.
  var mayEndHere: Bool { closers.isEmpty && !isInString && previous != 0 }

  /// Whether what has been seen ends inside a string.
  var endsInString: Bool { isInString }

  /// Goes on from `start`, which is the value's first byte or where the bytes ended before.
  ///
  /// - Complexity: O(*n*) in the bytes from `start`.
  mutating func advance(_ bytes: [UInt8], from start: Int) -> Outcome {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress, start >= 0, start < buffer.count else { return .needsMore }
      // All offsets stay within `start..<buffer.count`.
      return advance(base.assumingMemoryBound(to: UInt8.self), start, buffer.count)
    }
  }

  private mutating func advance(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Outcome {
    var at = start
    if isInString {
      guard let close = stringEnd(bytes, at, end) else { return .needsMore }
      if stopsAtLineFeedInString, let lineFeed = Self.lineFeed(bytes, at, close) { return .broken(lineFeed) }
      at = close + 1
      if closers.isEmpty { return .end(at) }
    }
    while at < end {
      let byte = bytes[at]
      switch byte {
      case 0x20, 0x0A, 0x0D, 0x09:
        if closers.isEmpty && previous != 0 { return .end(at) }
        at += 1
        continue
      case 0x22:
        if closers.isEmpty && previous != 0 { return .broken(at) }
        previous = byte
        isInString = true
        guard let close = stringEnd(bytes, at + 1, end) else {
          if stopsAtLineFeedInString, let lineFeed = Self.lineFeed(bytes, at + 1, end) { return .broken(lineFeed) }
          return .needsMore
        }
        if stopsAtLineFeedInString, let lineFeed = Self.lineFeed(bytes, at + 1, close) { return .broken(lineFeed) }
        at = close
        if closers.isEmpty { return .end(at + 1) }
      case 0x7B, 0x5B:
        guard mayOpen, closers.count < Self.maximumDepth else { return .broken(at) }
        closers.append(byte == 0x7B ? 0x7D : 0x5D)
        previous = byte
      case 0x7D, 0x5D:
        guard let closer = closers.last else { return previous == 0 ? .broken(at) : .end(at) }
        if closer != byte { return .broken(at) }
        closers.removeLast()
        previous = byte
        if closers.isEmpty { return .end(at + 1) }
      case 0x2C where closers.isEmpty:
        return previous == 0 ? .broken(at) : .end(at)
      default:
        previous = byte
      }
      at += 1
    }
    return .needsMore
  }

  /// Whether a bracket may open after `previous`: at the start, after a colon, and as an element.
  private var mayOpen: Bool {
    switch previous {
    case 0: closers.isEmpty
    case 0x3A: closers.last == 0x7D
    case 0x5B: true
    case 0x2C: closers.last == 0x5D
    default: false
    }
  }

  /// The closing quote of a string whose inside goes on at `start`; `nil` when it lies past the bytes.
  private mutating func stringEnd(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var at = start
    while at < end, let found = memchr(bytes + at, 0x22, end - at) {
      let quote = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
      if !isEscaped(bytes, start, quote) {
        isInString = false
        isEscaped = false
        return quote
      }
      at = quote + 1
    }
    isEscaped = isEscaped(bytes, start, end)
    return nil
  }

  /// Whether an odd number of backslashes stands before `place`, those before `start` counted by `isEscaped`.
  private func isEscaped(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ place: Int) -> Bool {
    var at = place
    while at > start && bytes[at - 1] == 0x5C { at -= 1 }
    let isOdd = (place - at) & 1 == 1
    return at == start && isEscaped ? !isOdd : isOdd
  }

  private static func lineFeed(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard start < end, let found = memchr(bytes + start, 0x0A, end - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
  }
}
