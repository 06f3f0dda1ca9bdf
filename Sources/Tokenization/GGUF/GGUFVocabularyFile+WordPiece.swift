extension GGUFVocabularyFile {
  func makeWordPieceTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    throw Self.unsupported("todo", path: metadata.path)
  }
}
