import Diagnostics

/// How the characters of a pre-token become the symbols that a BPE merges.
///
/// - Source: `merge_word` of Hugging Face tokenizers' `models/bpe/model.rs`.
struct SubwordSymbols: Sendable {
  /// What stands for a character that is no token.
  struct Fallback: Sendable {
    /// The name of the unknown token; `nil`: such characters are left out.
    var unknownToken: [UInt8]?
    /// Its id; -1 when it is no token.
    var unknownID: Int32
    /// Whether unknown characters side by side are one token.
    var fusesUnknown: Bool
    /// The tokens of the 256 bytes, -1 for those that have none; empty without byte fallback.
    var byteIDs: [Int32]
  }

  let table: TokenTable
  /// Written before every character but the first when its token is looked for.
  let prefix: [UInt8]
  /// Written behind the last character when its token is looked for.
  let suffix: [UInt8]
  let fallback: Fallback
  /// The tokens of the characters below U+3000, -1 for those that have none.
  private let commonIDs: [Int32]

  init(table: TokenTable, prefix: [UInt8], suffix: [UInt8], fallback: Fallback) {
    self.table = table
    self.prefix = prefix
    self.suffix = suffix
    self.fallback = fallback
    var buffer: [UInt8] = []
    commonIDs = (0..<0x3000).map { scalar in
      buffer.removeAll(keepingCapacity: true)
      UTF8Text.append(UInt32(scalar), to: &buffer)
      return table.id(of: buffer.span.bytes, start: 0, length: buffer.count)
    }
  }

  /// The token of a character that stands for itself, without prefix and suffix; -1 for none.
  @inline(__always)
  func id(of scalar: UInt32, at position: Int, length: Int, in text: Span<UInt8>) -> Int32 {
    Int(scalar) < commonIDs.count
      ? commonIDs[Int(scalar)] : table.id(of: text.bytes, start: position, length: length)
  }

  /// Appends the symbols of `text`, each with the count of bytes that the reference takes it for.
  ///
  /// An unknown character is held back until a character that is a token follows, or the end: bytes that stand for
  /// another character in between come before it, and where unknown characters are fused, those on both sides of such
  /// bytes are one.
  ///
  /// - Throws: `tokenization.unknown-token-missing`.
  func append(_ text: Span<UInt8>, to symbols: inout SubwordSymbolList) throws {
    if prefix.isEmpty, suffix.isEmpty {
      try append(text, to: &symbols) { scalar, position, length in
        (id(of: scalar, at: position, length: length, in: text), [])
      }
      return
    }
    try append(text, to: &symbols) { _, position, length in
      let isFirst = position == 0
      let isLast = position + length == text.count
      var written = isFirst ? [] : prefix
      for index in position..<position + length { written.append(text[index]) }
      if isLast { written += suffix }
      return (table.id(of: written.span.bytes, start: 0, length: written.count), written)
    }
  }

  /// - Parameter lookUp: The token of a character, and how it is written when that is not as in the text.
  @inline(__always)
  private func append(
    _ text: Span<UInt8>, to symbols: inout SubwordSymbolList,
    lookUp: (_ scalar: UInt32, _ position: Int, _ length: Int) -> (Int32, [UInt8])
  ) throws {
    /// How many bytes the unknown token that is held back stands for.
    var heldBack: Int32 = 0
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      let (id, written) = lookUp(scalar, position, length)
      let byteCount = Int32(truncatingIfNeeded: length)
      if id >= 0 {
        if heldBack > 0 {
          symbols.append(fallback.unknownID, heldBack)
          heldBack = 0
        }
        symbols.append(id, byteCount)
      } else if !appendBytes(text, position, length, written, to: &symbols), let name = fallback.unknownToken {
        guard fallback.unknownID >= 0 else { throw UnknownText.error(name) }
        if heldBack > 0, !fallback.fusesUnknown {
          symbols.append(fallback.unknownID, heldBack)
          heldBack = 0
        }
        heldBack += byteCount
      }
      position &+= length
    }
    if heldBack > 0 { symbols.append(fallback.unknownID, heldBack) }
  }

  /// Appends the tokens of a character's bytes, with prefix and suffix, if all of them have one.
  private func appendBytes(
    _ text: Span<UInt8>, _ position: Int, _ length: Int, _ written: [UInt8], to symbols: inout SubwordSymbolList
  ) -> Bool {
    if fallback.byteIDs.isEmpty { return false }
    let count = symbols.count
    for index in 0..<(written.isEmpty ? length : written.count) {
      let byte = written.isEmpty ? text[position &+ index] : written[index]
      let id = fallback.byteIDs[Int(byte)]
      if id < 0 {
        symbols.truncate(to: count)
        return false
      }
      symbols.append(id, 1)
    }
    return true
  }
}

/// The symbols of one pre-token: ids, and for each how many bytes it stands for.
struct SubwordSymbolList {
  var ids: [Int32] = []
  var lengths: [Int32] = []

  var count: Int { ids.count }

  @inline(__always)
  mutating func append(_ id: Int32, _ length: Int32) {
    ids.append(id)
    lengths.append(length)
  }

  mutating func truncate(to count: Int) {
    ids.removeLast(ids.count - count)
    lengths.removeLast(lengths.count - count)
  }

  mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
  }

  /// Appends the symbols as tokens, one behind the other from 0.
  func append(to tokens: inout [ModelToken]) {
    var start: Int32 = 0
    for index in ids.indices where lengths[index] > 0 {
      let end = start &+ lengths[index]
      tokens.append(ModelToken(id: ids[index], start: start, end: end))
      start = end
    }
  }
}
