/// Whose language a pattern is written in.
public enum RegexDialect: String, Hashable, Sendable, CaseIterable {
  /// Ruby's, as Oniguruma reads it: the patterns of a `tokenizer.json`.
  case oniguruma
  /// That of Rust's `regex` with what `fancy-regex` adds: the patterns of tiktoken and so of `tekken.json`.
  case fancyRegex
}
