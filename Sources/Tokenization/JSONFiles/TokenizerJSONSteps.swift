import StrictJSON

/// Reads the steps of a `tokenizer.json`: normalizers and pre-tokenizers.
///
/// - Source: the deserialization in Hugging Face tokenizers' `normalizers/mod.rs` and `pre_tokenizers/mod.rs`.
enum TokenizerJSONSteps {
  /// The normalizers of a file, in order.
  static func normalizers(_ root: JSONVocabularyFields) throws -> [NormalizerStep] {
    guard let value = root.optional("normalizer") else { return [] }
    return try flatten(value, listedAs: "normalizers").map(normalizer)
  }

  /// The pre-tokenizers of a file, in order.
  static func preTokenizers(_ root: JSONVocabularyFields) throws -> [PreTokenizerStep] {
    guard let value = root.optional("pre_tokenizer") else { return [] }
    return try flatten(value, listedAs: "pretokenizers").map(preTokenizer)
  }

  /// The steps of a Sequence, at any depth; the value itself where it is none.
  static func flatten(_ value: JSONValue, listedAs key: String) throws -> [JSONVocabularyFields] {
    let fields = try JSONVocabularyFields(value)
    guard try name(fields) == "Sequence" else { return [fields] }
    return try fields.array(key).elements.flatMap { try flatten($0, listedAs: key) }
  }

  static func name(_ step: JSONVocabularyFields) throws -> String {
    String(decoding: try step.text("type"), as: UTF8.self)
  }

  private static func normalizer(_ step: JSONVocabularyFields) throws -> NormalizerStep {
    let name = try name(step)
    if let form = UnicodeForm(rawValue: name) { return .form(form) }
    switch name {
    case "BertNormalizer", "Bert":
      let lowercases = try step.requiredFlag("lowercase")
      let rules = BertNormalization(
        cleansText: try step.requiredFlag("clean_text"),
        separatesChinese: try step.requiredFlag("handle_chinese_chars"),
        stripsAccents: step.optional("strip_accents") == nil ? lowercases : try step.requiredFlag("strip_accents"),
        lowercases: lowercases)
      return .bert(rules)
    case "Lowercase": return .lowercase
    case "Strip":
      return .strip(left: try step.requiredFlag("strip_left"), right: try step.requiredFlag("strip_right"))
    case "StripAccents": return .stripAccents
    case "Nmt": return .nmt
    case "ByteLevel": return .byteLevel
    case "Prepend": return .prepend(scalars(try step.text("prepend")))
    case "Replace": return .replace(try pattern(step), Array(try step.text("content")))
    case "Precompiled": return .precompiled(try characterMap(step))
    default: throw unsupported(step, "the normalizer", name)
    }
  }

  private static func preTokenizer(_ step: JSONVocabularyFields) throws -> PreTokenizerStep {
    let name = try name(step)
    switch name {
    case "BertPreTokenizer": return .bert
    case "ByteLevel":
      _ = try step.requiredFlag("trim_offsets")
      return .byteLevel(
        addsPrefixSpace: try step.requiredFlag("add_prefix_space"),
        cuts: step.optional("use_regex") == nil ? true : try step.requiredFlag("use_regex"))
    case "CharDelimiterSplit": return .delimiter(try character(step, "delimiter"))
    case "Digits": return .digits(try step.requiredFlag("individual_digits") ? .isolated : .contiguous)
    case "FixedLength":
      return .fixedLength(step.optional("length") == nil ? 5 : try step.integer("length", in: 1...Int.max))
    case "Metaspace": return .metaspace(try metaspace(step))
    case "Punctuation":
      return .punctuation(step.optional("behavior") == nil ? .isolated : try behavior(step))
    case "Split":
      return .split(try pattern(step), try behavior(step), isInverted: try step.requiredFlag("invert"))
    case "UnicodeScripts": return .unicodeScripts
    case "Whitespace": return .whitespace
    case "WhitespaceSplit": return .whitespaceSplit
    default: throw unsupported(step, "the pre-tokenizer", name)
    }
  }

  /// A Metaspace, as pre-tokenizer or decoder.
  static func metaspace(_ step: JSONVocabularyFields) throws -> MetaspaceRule {
    var prefix = MetaspaceRule.Prefix.always
    if let scheme = step.optional("prepend_scheme") {
      let text = String(decoding: try JSONVocabularyFields.text(scheme), as: UTF8.self)
      guard let found = MetaspaceRule.Prefix(rawValue: text) else {
        throw JSONVocabularyFields.wrong(scheme, "\"always\", \"first\" or \"never\" is needed here")
      }
      prefix = found
    }
    if let flag = step.optional("add_prefix_space"), try !step.requiredFlag("add_prefix_space"), prefix != .never {
      throw JSONVocabularyFields.wrong(flag, "add_prefix_space contradicts the prepend_scheme")
    }
    return MetaspaceRule(
      replacement: try character(step, "replacement"), prefix: prefix,
      splits: step.optional("split") == nil ? true : try step.requiredFlag("split"))
  }

  /// The pattern of a Split or a Replace.
  static func pattern(_ step: JSONVocabularyFields) throws -> TextPattern {
    let pattern = try step.object("pattern")
    if pattern.optional("String") != nil { return .literal(Array(try pattern.text("String"))) }
    return try TextPattern(regex: Array(pattern.text("Regex")))
  }

  private static func behavior(_ step: JSONVocabularyFields) throws -> SplitBehavior {
    let value = try step.required("behavior")
    guard let found = SplitBehavior(rawValue: String(decoding: try JSONVocabularyFields.text(value), as: UTF8.self))
    else {
      throw JSONVocabularyFields.wrong(
        value, "one of \(SplitBehavior.allCases.map(\.rawValue).joined(separator: ", ")) is needed here")
    }
    return found
  }

  /// A text of one character.
  static func character(_ step: JSONVocabularyFields, _ key: String) throws -> UInt32 {
    let scalars = scalars(try step.text(key))
    guard scalars.count == 1, let scalar = scalars.first else {
      throw JSONVocabularyFields.wrong(try step.required(key), "one character is needed here")
    }
    return scalar
  }

  static func scalars(_ text: ArraySlice<UInt8>) -> [UInt32] {
    let bytes = Array(text)
    var scalars: [UInt32] = []
    var position = 0
    while position < bytes.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: bytes.span)
      scalars.append(scalar)
      position += length
    }
    return scalars
  }

  private static func characterMap(_ step: JSONVocabularyFields) throws -> CharacterMap {
    let value = try step.required("precompiled_charsmap")
    let text = Array(try JSONVocabularyFields.text(value))
    var bytes: [UInt8] = []
    guard Base64.Decoder().decode(text.span, 0..<text.count, into: &bytes), let map = CharacterMap(bytes) else {
      throw JSONVocabularyFields.wrong(value, "this is no character map in base64")
    }
    return map
  }

  static func unsupported(_ step: JSONVocabularyFields, _ what: String, _ name: String) -> some Error {
    JSONVocabularyFields.unsupported(step.value, "\(what) \"\(name)\"")
  }
}

extension JSONVocabularyFields {
  /// A flag that the file must have.
  func requiredFlag(_ key: String) throws -> Bool {
    let found = try required(key)
    guard let flag = found.bool else { throw Self.wrong(found, "true or false is needed here") }
    return flag
  }
}
