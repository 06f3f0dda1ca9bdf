extension GGUFVocabularyFile {
  func makePlainMergeTokenizer(_ options: TokenizerOptions) throws -> any Tokenizer {
    throw Self.unsupported("todo", path: metadata.path)
  }
}
