/// Cuts numbers by threes from their end, as llama.cpp does for a few models.
///
/// What stands before a number stays with its first one to three digits, whatever the model's own files say.
///
/// - Source: `unicode_regex_split_custom_afmoe` of llama.cpp's `unicode.cpp`.
enum LlamaCppNumbers {
  /// Cuts `text`, which is well-formed UTF-8.
  static func cut(_ text: Span<UInt8>, into cuts: inout TextCuts) {
    let characters = LlamaCppCharacters.shared
    /// Where the digits of the number at hand end.
    var ends: [Int] = []
    var position = 0
    func endNumber() {
      let first = ends.count % 3 == 0 ? 3 : ends.count % 3
      for index in stride(from: first - 1, to: ends.count, by: 3) { cuts.insert(ends[index]) }
      ends.removeAll(keepingCapacity: true)
    }
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text)
      position += length
      if characters.category(of: scalar) == .number { ends.append(position) } else if !ends.isEmpty { endNumber() }
    }
    if !ends.isEmpty { endNumber() }
  }
}
