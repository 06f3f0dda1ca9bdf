/// One decoder of a `tokenizer.json`: makes text of the tokens as they are written.
///
/// - Source: Hugging Face tokenizers' `decoders/`, and the decoders in `pre_tokenizers/byte_level.rs`, `metaspace.rs` and
///   `normalizers/replace.rs`.
enum DecoderStep: Sendable {
  case byteLevel
  case metaspace(MetaspaceRule)
  case wordPiece(prefix: [UInt8], cleansUp: Bool)
  case bytePair(suffix: [UInt8])
  case byteFallback
  case fuse
  case strip(UInt32, start: Int, stop: Int)
  case replace(TextPattern, [UInt8])
  case ctc(pad: [UInt8], delimiter: [UInt8], cleansUp: Bool)

  /// Decodes the tokens of a text.
  func apply(to tokens: inout [[UInt8]]) throws {
    switch self {
    case .byteLevel: tokens = [tokens.reduce(into: []) { $0 += ByteLevelAlphabet.shared.bytes(of: $1) }]
    case .metaspace(let rule): Self.metaspace(&tokens, rule)
    case .wordPiece(let prefix, let cleansUp):
      for index in tokens.indices {
        if index > 0 {
          let isPart = tokens[index].starts(with: prefix)
          tokens[index] = isPart ? Array(tokens[index].dropFirst(prefix.count)) : [0x20] + tokens[index]
        }
        if cleansUp { Self.cleanUp(&tokens[index]) }
      }
    case .bytePair(let suffix):
      for index in tokens.indices {
        tokens[index] = Self.replacing(suffix, by: index == tokens.count - 1 ? [] : [0x20], in: tokens[index])
      }
    case .byteFallback: tokens = Self.joinBytes(tokens)
    case .fuse: tokens = [Array(tokens.joined())]
    case .strip(let character, let start, let stop):
      for index in tokens.indices { tokens[index] = Self.strip(tokens[index], character, start, stop) }
    case .replace(let pattern, let content):
      let finder = try PatternFinder(pattern)
      for index in tokens.indices { tokens[index] = try Self.replace(finder, content, in: tokens[index]) }
    case .ctc(let pad, let delimiter, let cleansUp):
      tokens = Self.ctc(tokens, pad: pad, delimiter: delimiter, cleansUp: cleansUp)
    }
  }

  private static func metaspace(_ tokens: inout [[UInt8]], _ rule: MetaspaceRule) {
    var written: [UInt8] = []
    UTF8Text.append(rule.replacement, to: &written)
    for index in tokens.indices {
      // In the first token all of them go, not only the one in front.
      let isDropped = index == 0 && rule.prefix != .never
      tokens[index] = replacing(written, by: isDropped ? [] : [0x20], in: tokens[index])
    }
  }

  /// Joins the tokens that write bytes to characters; where they make none, each is U+FFFD.
  private static func joinBytes(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var bytes: [UInt8] = []
    func close() {
      if bytes.isEmpty { return }
      if case .invalid = UTF8Text.check(bytes.span) {
        result += [[UInt8]](repeating: [0xEF, 0xBF, 0xBD], count: bytes.count)
      } else {
        result.append(bytes)
      }
      bytes.removeAll(keepingCapacity: true)
    }
    for token in tokens {
      if let byte = byte(writtenAs: token) {
        bytes.append(byte)
      } else {
        close()
        result.append(token)
      }
    }
    close()
    return result
  }

  /// The byte that a token such as `<0x0A>` writes.
  static func byte(writtenAs token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">") else { return nil }
    // A sign before one digit is a number to the reference too.
    let digits = token[3] == UInt8(ascii: "+") ? token[4...4] : token[3...4]
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private static func strip(_ token: [UInt8], _ character: UInt32, _ start: Int, _ stop: Int) -> [UInt8] {
    let scalars = TokenizerJSONSteps.scalars(token[...])
    let first = scalars.prefix(start).prefix { $0 == character }.count
    let last = scalars.count - scalars.suffix(stop).reversed().prefix { $0 == character }.count
    var result: [UInt8] = []
    if first < last { for scalar in scalars[first..<last] { UTF8Text.append(scalar, to: &result) } }
    return result
  }

  private static func replace(_ pattern: PatternFinder, _ content: [UInt8], in token: [UInt8]) throws -> [UInt8] {
    var parts: [TextPattern.Part] = []
    try pattern.parts(of: token.span, into: &parts)
    return parts.reduce(into: []) { $0 += $1.isMatch ? content[...] : token[$1.start..<$1.end] }
  }

  private static func ctc(_ tokens: [[UInt8]], pad: [UInt8], delimiter: [UInt8], cleansUp: Bool) -> [[UInt8]] {
    var result: [[UInt8]] = []
    for (index, token) in tokens.enumerated() where index == 0 || token != tokens[index - 1] {
      var text = replacing(pad, by: [], in: token)
      if cleansUp {
        cleanUp(&text)
        text = replacing(delimiter, by: [0x20], in: text)
      }
      if !text.isEmpty { result.append(text) }
    }
    return result
  }

  /// - Source: `cleanup` of `decoders/wordpiece.rs`.
  private static func cleanUp(_ token: inout [UInt8]) {
    let pairs: [(StaticString, StaticString)] = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
      (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]
    guard token.contains(0x20) else { return }
    for (old, new) in pairs {
      token = replacing(Array(old.description.utf8), by: Array(new.description.utf8), in: token)
    }
  }

  /// `text` with all of `old` replaced, from the left; an empty `old` stands between all characters.
  static func replacing(_ old: [UInt8], by new: [UInt8], in text: [UInt8]) -> [UInt8] {
    var parts: [TextPattern.Part] = []
    do {
      if text.isEmpty { return old.isEmpty ? new : text }
      try PatternFinder.literal(old).parts(of: text.span, into: &parts)
    } catch {
      return text
    }
    return parts.reduce(into: []) { $0 += $1.isMatch ? new[...] : text[$1.start..<$1.end] }
  }
}

/// What a `tokenizer.json` makes of tokens.
struct TokenDecoder: Sendable {
  /// `nil`: the tokens are joined by spaces.
  let steps: [DecoderStep]?
  /// The added tokens that normalization changes, as it leaves them: so they are decoded.
  var normalizedTokens: [Int32: [UInt8]] = [:]

  init(steps: [DecoderStep]?) {
    self.steps = steps
  }

  func decode(_ tokens: [[UInt8]]) throws -> [UInt8] {
    guard let steps else { return Array(tokens.joined(separator: [0x20])) }
    var tokens = tokens
    for (index, step) in steps.enumerated() {
      try step.apply(to: &tokens)
      // A later step sees characters, so what is none is mended for it, as the reference mends it at once.
      if case .byteLevel = step, index + 1 < steps.count {
        tokens = tokens.map { Array(String(decoding: $0, as: UTF8.self).utf8) }
      }
    }
    return Array(tokens.joined())
  }

  /// The text that one token stands for, inside of others.
  func text(of token: [UInt8]) -> [UInt8] {
    var text = token
    for step in steps ?? [] {
      switch step {
      case .byteLevel: text = ByteLevelAlphabet.shared.bytes(of: text)
      case .metaspace(let rule):
        var written: [UInt8] = []
        UTF8Text.append(rule.replacement, to: &written)
        text = DecoderStep.replacing(written, by: [0x20], in: text)
      case .wordPiece(let prefix, _): if text.starts(with: prefix) { text.removeFirst(prefix.count) }
      case .bytePair(let suffix): text = DecoderStep.replacing(suffix, by: [0x20], in: text)
      case .byteFallback: if let byte = DecoderStep.byte(writtenAs: text) { text = [byte] }
      case .replace:
        var tokens = [text]
        if (try? step.apply(to: &tokens)) != nil { text = Array(tokens.joined()) }
      case .fuse, .strip, .ctc: break
      }
    }
    return text
  }
}
