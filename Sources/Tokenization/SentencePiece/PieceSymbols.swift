/// What merging begins with: the pieces of a SentencePiece BPE model and the other characters of which pieces are made.
///
/// A symbol is a piece, by its id, or a character that is part of pieces but none itself, by a number above all ids;
/// -1 is a character of no piece.
struct PieceSymbols: Sendable {
  let inventory: PieceInventory
  /// For each symbol how many bytes it has.
  private(set) var lengths: [Int32]
  /// For each byte of ASCII its symbol, or -1.
  private(set) var ascii = [Int32](repeating: -1, count: 128)
  /// The other characters that are no pieces.
  private var others: [UInt32: Int32] = [:]

  init(_ inventory: PieceInventory) {
    self.inventory = inventory
    lengths = inventory.kinds.indices.map {
      inventory.table.contains(Int32(clamping: $0)) ? inventory.table.lengths[$0] : 0
    }
    for byte in 0..<UInt8(0x80) { ascii[Int(byte)] = symbol([byte].span, 0, 1) }
    inventory.table.forEach { _, text in addCharacters(of: text) }
  }

  /// Gives the characters of a piece that are no pieces symbols of their own.
  private mutating func addCharacters(of text: Span<UInt8>) {
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let isKnown = scalar < 0x80 ? ascii[Int(scalar)] >= 0 : symbol(text, position, length) >= 0
      if length < text.count, !isKnown {
        let new = Int32(clamping: lengths.count)
        lengths.append(Int32(clamping: length))
        if scalar < 0x80 { ascii[Int(scalar)] = new } else { others[scalar] = new }
      }
      position += length
    }
  }

  /// The symbols of both parts of a text, where both are symbols.
  ///
  /// Most parts are none, which is quickly told of those that are no single character.
  @inline(__always)
  func split(_ text: Span<UInt8>, at place: Int) -> (Int32, Int32)? {
    let rest = text.count - place
    if max(place, rest) <= TokenKey.maximumInlineLength {
      let table = inventory.table
      let left = table.probe(TokenKey(text.bytes, start: 0, length: place))
      if !left.mayExist, place > 4 { return nil }
      let right = table.probe(TokenKey(text.bytes, start: place, length: rest))
      if !right.mayExist, rest > 4 { return nil }
    }
    let left = symbol(text, 0, place)
    if left < 0 { return nil }
    let right = symbol(text, place, rest)
    return right < 0 ? nil : (left, right)
  }

  /// The symbol of a run of bytes, or -1.
  private func symbol(_ text: Span<UInt8>, _ start: Int, _ length: Int) -> Int32 {
    let id = inventory.table.id(of: text.bytes, start: start, length: length)
    if id >= 0 || length > 4 { return id }
    let (first, firstLength) = UTF8Text.scalar(at: start, of: text)
    if firstLength != length { return -1 }
    return first < 0x80 ? ascii[Int(first)] : others[first] ?? -1
  }

  /// The symbol of the character of several bytes at `start`, or -1.
  @inline(__always)
  func symbol(ofCharacter text: Span<UInt8>, _ start: Int, _ length: Int) -> Int32 {
    let id = inventory.table.id(of: text.bytes, start: start, length: length)
    if id >= 0 || others.isEmpty { return id }
    return others[UTF8Text.scalar(at: start, of: text).0] ?? -1
  }

  /// The symbol at `position`, a user-defined piece or a character, and how many bytes it has. A user-defined piece is
  /// its id below -1.
  @inline(__always)
  func symbol(at position: Int, of text: Span<UInt8>, before end: Int) -> (Int32, length: Int) {
    let first = text[position]
    if inventory.startsUserDefined[Int(first)], let userDefined = inventory.userDefined {
      let match = userDefined.longestMatch(
        text.extracting(position..<end), at: 0, maximumMatches: SentencePieceNormalizer.maximumMatches)
      if match.length > 0 { return (-2 &- match.value, match.length) }
    }
    if first < 0x80 { return (ascii[Int(first)], 1) }
    let length = UTF8Text.scalar(at: position, of: text).length
    return (symbol(ofCharacter: text, position, length), length)
  }

  /// Whether a symbol is a piece that text is given as it is.
  @inline(__always)
  func isKnown(_ symbol: Int32) -> Bool {
    symbol >= 0 && Int(symbol) < inventory.kinds.count && inventory.kinds[Int(symbol)] != .unused
  }
}
