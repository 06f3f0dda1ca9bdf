extension PrefixRule {
  /// Whether a text gets a space that is not its own.
  ///
  /// - Parameter boundary: What stands before the text.
  func addsSpace(to text: Span<UInt8>, _ boundary: TextBoundary) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .first:
      // As Metaspace: at the start only, and not where a space stands already.
      guard boundary == .textStart, text.count > 0 else { return false }
      return text[0] != UInt8(ascii: " ") && !SentencePieceSpelling.isSpace(text, at: 0)
    }
  }
}
