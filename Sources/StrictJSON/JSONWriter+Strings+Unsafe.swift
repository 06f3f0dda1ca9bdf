extension JSONWriter {
  /// Appends a string with its quotes.
  mutating func quote(_ utf8: some Collection<UInt8>) {
    bytes.append(0x22)
    // Arrays, slices and native strings give their bytes as they lie; anything else is copied first.
    if utf8.withContiguousStorageIfAvailable({ escape($0) }) == nil {
      Array(utf8).withUnsafeBufferPointer { escape($0) }
    }
    bytes.append(0x22)
  }

  /// Appends text in runs that need no escape, with an escape after each.
  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    var runStart = 0
    while true {
      let at = Self.endOfPlainRun(text, from: runStart, escapesBeyondASCII: characters == .ascii)
      bytes.append(contentsOf: text[runStart..<at])
      if at >= text.count { return }
      if text[at] < 0x80 {
        escapeASCII(text[at])
        runStart = at + 1
      } else {
        runStart = at + escapeScalar(text, at: at)
      }
    }
  }

  /// The offset of the first byte from `start` that needs an escape, or the end; eight bytes a step.
  private static func endOfPlainRun(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, escapesBeyondASCII: Bool
  ) -> Int {
    let raw = UnsafeRawBufferPointer(text)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highBits = ones << 7
    var at = start
    while at + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      // A high bit is left where a byte is below 0x20, or is a quote or a backslash (then the exclusive or is zero).
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let control = (word &- ones &* 0x20) & ~word
      let found = control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
      if (found | (escapesBeyondASCII ? word : 0)) & highBits != 0 { break }
      at += 8
    }
    while at < raw.count {
      let byte = raw[at]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C || (byte >= 0x80 && escapesBeyondASCII) { break }
      at += 1
    }
    return at
  }

  private mutating func escapeASCII(_ byte: UInt8) {
    bytes.append(0x5C)
    switch byte {
    case 0x22, 0x5C: bytes.append(byte)
    case 0x08: bytes.append(0x62)
    case 0x09: bytes.append(0x74)
    case 0x0A: bytes.append(0x6E)
    case 0x0C: bytes.append(0x66)
    case 0x0D: bytes.append(0x72)
    default: codeUnit(UInt16(byte))
    }
  }

  /// Appends the character at `at` as one or two `\u` escapes and returns its length in bytes.
  private mutating func escapeScalar(_ text: UnsafeBufferPointer<UInt8>, at: Int) -> Int {
    var parser = Unicode.UTF8.ForwardParser()
    var rest = text[at..<min(at + 4, text.count)].makeIterator()
    let scalar: Unicode.Scalar
    var length = 1
    if case .valid(let encoded) = parser.parseScalar(from: &rest) {
      scalar = Unicode.UTF8.decode(encoded)
      length = encoded.count
    } else {
      scalar = "\u{FFFD}"
    }
    for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
      bytes.append(0x5C)
      codeUnit(unit)
    }
    return length
  }

  private mutating func codeUnit(_ unit: UInt16) {
    bytes.append(0x75)
    for shift: UInt16 in [12, 8, 4, 0] {
      let digit = UInt8(unit >> shift & 0xF)
      bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
  }
}
