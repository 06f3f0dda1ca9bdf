/// Gives the pieces of a word or a character model: each word, or each character, is a piece or unknown.
///
/// - Source: `word_model.cc`, `char_model.cc` and `SplitIntoWords` of sentencepiece 0.2.3.
struct WholePieceEngine: Sendable {
  private let inventory: PieceInventory
  private let unknown: UnknownCharacters
  private let cutsWords: Bool

  /// - Parameter cutsWords: Whether the pieces are words, which begin with a space, and not characters.
  init(_ inventory: PieceInventory, cutsWords: Bool) {
    self.inventory = inventory
    unknown = UnknownCharacters(inventory)
    self.cutsWords = cutsWords
  }

  /// Gives the pieces of `text` to `sink`.
  ///
  /// - Complexity: O(*n*) for *n* bytes.
  func run<Sink: PieceSink & ~Copyable>(_ text: Span<UInt8>, into sink: inout Sink) {
    var start = 0
    while start < text.count {
      let end = cutsWords ? endOfWord(text, start) : endOfCharacter(text, start)
      let id = inventory.table.id(of: text.bytes, start: start, length: end - start)
      if id >= 0, inventory.kinds[Int(id)] != .unused {
        sink.add(id, length: end - start)
      } else {
        unknown.give(text, start, end, to: &sink)
      }
      start = end
    }
  }

  /// A word goes up to the next `▁`, which stays one where spaces are not escaped.
  private func endOfWord(_ text: Span<UInt8>, _ start: Int) -> Int {
    var end = start + 1
    while end < text.count {
      if inventory.escapesWhitespace ? text[end] == UInt8(ascii: " ") : SentencePieceSpelling.isSpace(text, at: end) {
        break
      }
      end &+= 1
    }
    return end
  }

  /// A user-defined piece, the longest, or a character.
  private func endOfCharacter(_ text: Span<UInt8>, _ start: Int) -> Int {
    if inventory.startsUserDefined[Int(text[start])], let userDefined = inventory.userDefined {
      let match = userDefined.longestMatch(
        text, at: start, maximumMatches: SentencePieceNormalizer.maximumMatches)
      if match.length > 0 { return start + match.length }
    }
    return start + UTF8Text.scalar(at: start, of: text).length
  }
}
