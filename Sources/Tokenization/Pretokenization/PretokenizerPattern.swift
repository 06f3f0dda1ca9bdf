import Diagnostics

/// The pattern by which a byte-level vocabulary cuts text into pre-tokens before it merges bytes.
public enum PretokenizerPattern: String, Hashable, Sendable, CaseIterable {
  /// GPT-2: words, numbers and punctuation with the space before them.
  case gpt2
  /// GPT-3.5 and GPT-4.
  case cl100k
  /// GPT-4o and gpt-oss: words are also cut where the case changes.
  case o200k
  /// Llama 3: the first form of cl100k, which cuts white space at the end of the text after its last line break.
  case llama3
  /// Qwen 2 to 3: as Llama 3, but each digit by itself.
  case qwen2
  /// Mistral's tekken: as o200k without contractions, each digit by itself.
  case tekken
  /// DeepSeek-V3: digits by threes and runs of Chinese characters and kana are cut out first.
  case deepSeek3 = "deepseek3"

  /// The texts of the pattern, the first as the reference has it now; the others cut every text the same way. None for
  /// one that cuts in several steps: see `steps`.
  ///
  /// - Source: tiktoken's `openai_public.py` (and its first form of GPT-2's), Llama 3's `tokenizer.py`, the
  ///   `tokenizer.json` of Qwen2, Mistral's `tekken.json`.
  public var texts: [String] {
    switch self {
    case .gpt2:
      [
        #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#,
        #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
        #"'s|'t|'re|'ve|'m|'ll|'d| ?[\p{L}]+| ?[\p{N}]+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
      ]
    case .cl100k:
      [
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|"#
          + #"\s++$|\s*[\r\n]|\s+(?!\S)|\s"#
      ]
    case .o200k:
      [
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"#
          + #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"#
          + #"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
      ]
    case .llama3:
      [
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"#
          + #"\s*[\r\n]+|\s+(?!\S)|\s+"#
      ]
    case .qwen2:
      [
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|"#
          + #"\s*[\r\n]+|\s+(?!\S)|\s+"#
      ]
    case .tekken:
      [
        #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"#
          + #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}|"#
          + #" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
      ]
    case .deepSeek3: []
    }
  }

  /// The patterns that cut one after another, each what the one before it left whole; `nil` where one does all.
  ///
  /// - Source: the `tokenizer.json` of DeepSeek-V3.
  public var steps: [String]? {
    guard self == .deepSeek3 else { return nil }
    return [
      #"\p{N}{1,3}"#, "[一-龥\u{3040}-ゟ゠-ヿ]+",
      ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|"## + "[^\r\n"
        + #"\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+"# + "[\r\n]*"
        + #"|\s*"# + "[\r\n]+" + #"|\s+(?!\S)|\s+"#,
    ]
  }

  /// Finds the pattern that cuts by these steps.
  init?(steps: [[UInt8]], dialect: RegexDialect) {
    func isSame(_ texts: [String]) -> Bool { texts.map { Array($0.utf8) } == steps }
    guard
      let found = Self.allCases.first(where: { pattern in
        // To Oniguruma, `{1,3}+` of cl100k's text is any number of threes.
        if pattern == .cl100k, dialect == .oniguruma { return false }
        return pattern.texts.contains { isSame([$0]) } || pattern.steps.map(isSame) == true
      })
    else { return nil }
    self = found
  }

  /// Finds a pattern by its name or its exact text.
  ///
  /// - Throws: `tokenization.pattern-unknown`.
  public init(nameOrText: String) throws {
    let wanted = Array(nameOrText.utf8)
    for pattern in Self.allCases where Array(pattern.rawValue.utf8) == wanted {
      self = pattern
      return
    }
    for pattern in Self.allCases where pattern.texts.contains(where: { Array($0.utf8) == wanted }) {
      self = pattern
      return
    }
    throw TrainPackError(
      .patternUnknown, "unknown pre-tokenizer pattern \(quoted(wanted))",
      fix: "use one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")), or the exact text of one of them")
  }
}
