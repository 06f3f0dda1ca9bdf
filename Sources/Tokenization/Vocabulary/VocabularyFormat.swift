/// The formats of vocabulary files, as their content shows them.
public enum VocabularyFormat: String, Hashable, Sendable, CaseIterable {
  case sentencePiece
  case tiktoken
  case huggingFaceJSON
  case tekken
  case gguf
  case gptVocabularyJSON
  case gptMerges
  case wordPiece

  /// The format in words.
  public var name: String {
    switch self {
    case .sentencePiece: "SentencePiece model"
    case .tiktoken: "tiktoken rank file"
    case .huggingFaceJSON: "tokenizer.json of Hugging Face tokenizers"
    case .tekken: "tekken vocabulary of Mistral"
    case .gguf: "GGUF model file"
    case .gptVocabularyJSON: "vocab.json of GPT-2 style tokenizers"
    case .gptMerges: "merges.txt of GPT-2 style tokenizers"
    case .wordPiece: "vocab.txt of WordPiece"
    }
  }

  /// Recognises the format of a whole file, or returns `nil`.
  static func detect(_ text: Span<UInt8>) -> VocabularyFormat? {
    if starts(text, with: "GGUF") { return .gguf }
    if starts(text, with: "#version") { return .gptMerges }
    if let json = detectJSON(text) { return json }
    if isRankFile(text) { return .tiktoken }
    if isWordPieceList(text) { return .wordPiece }
    // A piece, field 1 of the model with its length, in which the piece's text is field 1 again.
    if text.count > 2, text[0] == 0x0A, text[1] != 0, text[1] < 0x80 ? text[2] == 0x0A : true { return .sentencePiece }
    return nil
  }

  private static func detectJSON(_ text: Span<UInt8>) -> VocabularyFormat? {
    let position = endOfWhitespace(text, from: starts(text, with: "\u{FEFF}") ? 3 : 0)
    guard position < text.count, text[position] == UInt8(ascii: "{") else { return nil }
    // Both formats name their parts near the start or the end of the file; the vocabulary lies between.
    let near = 65_536
    func holds(_ key: StaticString) -> Bool {
      contains(text, 0..<min(near, text.count), key) || contains(text, max(0, text.count - near)..<text.count, key)
    }
    if holds("\"token_bytes\"") { return .tekken }
    if holds("\"added_tokens\"") || holds("\"pre_tokenizer\"") { return .huggingFaceJSON }
    return firstValueIsNumber(text, after: position + 1) ? .gptVocabularyJSON : .huggingFaceJSON
  }

  /// Whether the first member of the object whose members begin at `start` is a number, as the id of a token is.
  private static func firstValueIsNumber(_ text: Span<UInt8>, after start: Int) -> Bool {
    var position = endOfWhitespace(text, from: start)
    guard position < text.count, text[position] == UInt8(ascii: "\"") else { return false }
    position += 1
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    position = endOfWhitespace(text, from: position + 1)
    guard position < text.count, text[position] == UInt8(ascii: ":") else { return false }
    position = endOfWhitespace(text, from: position + 1)
    return position < text.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position])
  }

  private static func endOfWhitespace(_ text: Span<UInt8>, from start: Int) -> Int {
    var position = start
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    return position
  }

  /// Whether one of the first lines is the unknown token of WordPiece, and none holds a NUL.
  private static func isWordPieceList(_ text: Span<UInt8>) -> Bool {
    let near = min(65_536, text.count)
    for position in 0..<near where text[position] == 0 { return false }
    return starts(text, with: "[UNK]\n") || starts(text, with: "[UNK]\r\n") || contains(text, 0..<near, "\n[UNK]\n")
      || contains(text, 0..<near, "\n[UNK]\r\n")
  }

  private static func isRankFile(_ text: Span<UInt8>) -> Bool {
    var lines = RankLines()
    var token: [UInt8] = []
    guard let line = lines.next(in: text) else { return false }
    return lines.read(line, of: text, into: &token, at: 0) != nil
  }

  private static func starts(_ text: Span<UInt8>, with prefix: StaticString) -> Bool {
    prefix.withUTF8Buffer { prefix in
      text.count >= prefix.count && prefix.indices.allSatisfy { text[$0] == prefix[$0] }
    }
  }

  private static func contains(_ text: Span<UInt8>, _ range: Range<Int>, _ wanted: StaticString) -> Bool {
    wanted.withUTF8Buffer { wanted in
      var start = range.lowerBound
      while start + wanted.count <= range.upperBound {
        var length = 0
        while length < wanted.count, text[start + length] == wanted[length] { length += 1 }
        if length == wanted.count { return true }
        start += 1
      }
      return false
    }
  }
}
