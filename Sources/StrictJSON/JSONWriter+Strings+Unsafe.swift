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
    var at = 0
    let escapesBeyondASCII = characters == .ascii
    while at < text.count {
      let byte = text[at]
      if byte >= 0x20 && byte != 0x22 && byte != 0x5C && (byte < 0x7F || !escapesBeyondASCII) {
        at += 1
        continue
      }
      if byte == 0x7F {
        at += 1
        continue
      }
      bytes.append(contentsOf: text[runStart..<at])
      if byte < 0x80 {
        escapeASCII(byte)
        at += 1
      } else {
        at += escapeScalar(text, at: at)
      }
      runStart = at
    }
    bytes.append(contentsOf: text[runStart...])
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
