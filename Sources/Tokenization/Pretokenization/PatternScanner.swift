/// The scanner of a pattern.
enum PatternScanner {
  case gpt2(GPT2Scanner)
  case cl100k(CL100KScanner)
  case o200k(O200KScanner)
  case deepSeek3(DeepSeek3Scanner)
  case regexes(RegexSplitter?)

  init(_ rule: PretokenizerRule) {
    switch rule {
    case .pattern(let pattern): self.init(pattern)
    case .regexes(let steps): self = .regexes(RegexSplitter(steps))
    }
  }

  init(_ pattern: PretokenizerPattern) {
    switch pattern {
    case .gpt2: self = .gpt2(GPT2Scanner())
    case .cl100k: self = .cl100k(CL100KScanner(maximumDigits: 3, whitespace: .endOfTextFirst))
    case .o200k: self = .o200k(O200KScanner(maximumDigits: 3, hasContractions: true))
    case .llama3: self = .cl100k(CL100KScanner(maximumDigits: 3, whitespace: .lineBreaksFirst))
    case .qwen2: self = .cl100k(CL100KScanner(maximumDigits: 1, whitespace: .lineBreaksFirst))
    case .tekken: self = .o200k(O200KScanner(maximumDigits: 1, hasContractions: false))
    case .deepSeek3: self = .deepSeek3(DeepSeek3Scanner())
    }
  }

  /// Whether a pre-token depends on what lies behind its start alone.
  var looksOnlyAhead: Bool { if case .regexes = self { false } else { true } }
}
