/// Whose language a pattern is written in.
public enum RegexDialect: String, Hashable, Sendable, CaseIterable {
  /// Ruby's, as Oniguruma reads it: the patterns of a `tokenizer.json`.
  case oniguruma
  /// That of Rust's `regex` with what `fancy-regex` adds: the patterns of tiktoken and so of `tekken.json`.
  case fancyRegex
  /// ECMAScript's, as llama.cpp runs it on its own classes of characters: the patterns behind the names in GGUF files.
  case llamaCpp
}
