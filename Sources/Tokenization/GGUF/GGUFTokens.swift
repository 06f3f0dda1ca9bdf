import Diagnostics

/// The tokens that a GGUF file lists, with what llama.cpp makes of their kinds.
///
/// - Source: `llama_vocab::impl::load` of llama.cpp's `llama-vocab.cpp`.
struct GGUFTokens {
  /// What a token counts as. llama.cpp can count one as several things.
  struct Attributes: OptionSet, Hashable {
    let rawValue: UInt8

    static let normal = Attributes(rawValue: 1)
    static let unknown = Attributes(rawValue: 2)
    static let control = Attributes(rawValue: 4)
    static let userDefined = Attributes(rawValue: 8)
    static let unused = Attributes(rawValue: 16)
    static let byte = Attributes(rawValue: 32)

    /// A token's type, by its number in the file.
    init(type: UInt32) {
      switch type {
      case 1: self = .normal
      case 2: self = .unknown
      case 3: self = .control
      case 4: self = .userDefined
      case 5: self = .unused
      case 6: self = .byte
      default: self = []
      }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    var kind: TokenKind {
      if contains(.control) { return .control }
      if contains(.unknown) { return .unknown }
      if contains(.userDefined) { return .userDefined }
      if contains(.byte) { return .byte }
      return contains(.unused) ? .unused : .normal
    }
  }

  /// The texts as the file has them; an empty one is named.
  private(set) var texts: [[UInt8]]
  private(set) var attributes: [Attributes]
  let scores: [Float]
  private var idOfText: [[UInt8]: Int32] = [:]

  var count: Int { texts.count }

  /// - Throws: `vocabulary.corrupt-gguf`, `vocabulary.duplicate-token`, `limits.exceeded`.
  init(_ metadata: GGUFMetadata, limits: Limits) throws {
    guard let ranges = try metadata.strings("tokenizer.ggml.tokens"), !ranges.isEmpty else {
      throw GGUFMetadata.corrupt("it lists no tokens (tokenizer.ggml.tokens)", path: metadata.path)
    }
    guard ranges.count <= limits.maximumVocabularyTokens else {
      throw TrainPackError.limitExceeded(
        "tokens in the vocabulary", value: limits.maximumVocabularyTokens, met: ranges.count, flag: nil,
        at: InputLocation(source: metadata.path))
    }
    texts = []
    texts.reserveCapacity(ranges.count)
    idOfText.reserveCapacity(ranges.count)
    for (id, range) in ranges.enumerated() {
      guard range.count <= limits.maximumTokenBytes else {
        throw TrainPackError.limitExceeded(
          "bytes in one token", value: limits.maximumTokenBytes, met: range.count, flag: nil,
          at: InputLocation(source: metadata.path, byteOffset: range.lowerBound))
      }
      let written = Array(metadata[range])
      let text = written.isEmpty ? Array("[EMPTY_\(id)]".utf8) : written
      if let other = idOfText.updateValue(Int32(clamping: id), forKey: text) {
        throw TrainPackError(
          .vocabularyDuplicateToken, "the token \(quoted(text)) is listed twice, with the ids \(other) and \(id)",
          at: InputLocation(source: metadata.path, byteOffset: range.lowerBound),
          fix: "fetch the vocabulary file again; tokens must differ")
      }
      texts.append(text)
    }
    scores = try Self.scores(metadata, count: ranges.count)
    attributes = try Self.attributes(metadata, count: ranges.count)
    try overrideAttributes(metadata)
  }

  private static func scores(_ metadata: GGUFMetadata, count: Int) throws -> [Float] {
    guard let (bits, areFloats) = try metadata.words("tokenizer.ggml.scores") else {
      return [Float](repeating: 0, count: count)
    }
    guard bits.count >= count else {
      throw GGUFMetadata.corrupt("\(count) tokens have \(bits.count) scores", path: metadata.path)
    }
    return try bits.prefix(count).map { bits in
      let score = areFloats ? Float(bitPattern: bits) : Float(Int32(bitPattern: bits))
      if !score.isFinite { throw GGUFMetadata.corrupt("a score is no finite number", path: metadata.path) }
      // Zero below zero is zero to llama.cpp.
      return score == 0 ? 0 : score
    }
  }

  private static func attributes(_ metadata: GGUFMetadata, count: Int) throws -> [Attributes] {
    guard let (types, _) = try metadata.words("tokenizer.ggml.token_type") else {
      return [Attributes](repeating: .normal, count: count)
    }
    guard types.count >= count else {
      throw GGUFMetadata.corrupt("\(count) tokens have \(types.count) types", path: metadata.path)
    }
    return types.prefix(count).map { Attributes(type: $0) }
  }

  /// The id of the token with this text.
  func id(of text: some Sequence<UInt8>) -> Int32? { idOfText[Array(text)] }

  func id(of text: String) -> Int32? { idOfText[Array(text.utf8)] }

  // MARK: What llama.cpp knows of tokens by their texts

  /// Tokens that end a turn or a file, whatever type the file gives them.
  private static let endings = [
    "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>",
    "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>",
    "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>", "<｜end▁of▁sentence｜>", "[e~[",
  ]

  /// Tokens for filling in a middle: one of each kind, where the file does not name it.
  private static let fillers: [(key: String, deprecatedKey: String?, texts: [String])] = [
    (
      "fim_pre", "prefix",
      [
        "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|code_prefix|>",
        "<|prefix|>",
      ]
    ),
    (
      "fim_suf", "suffix",
      [
        "<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|code_suffix|>",
        "<|suffix|>",
      ]
    ),
    (
      "fim_mid", "middle",
      [
        "<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|code_middle|>",
        "<|middle|>",
      ]
    ),
    ("fim_pad", nil, ["<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"]),
    ("fim_rep", nil, ["<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"]),
    ("fim_sep", nil, ["<|file_sep|>"]),
  ]

  private mutating func overrideAttributes(_ metadata: GGUFMetadata) throws {
    for (key, deprecatedKey, texts) in Self.fillers {
      let isNamed = try [key, deprecatedKey].compactMap { $0 }.contains {
        try metadata.unsigned("tokenizer.ggml.\($0)_token_id").map { $0 < UInt64(count) } == true
      }
      if isNamed { continue }
      if let id = texts.compactMap({ id(of: $0) }).min() { attributes[Int(id)].insert(.control) }
    }
    for text in Self.endings { insert(.control, to: text) }
    for text in ["<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"] { set(.userDefined, of: text) }
    func has(_ text: String) -> Bool { id(of: text) != nil }
    let hasCall = has("<|call|>") || has("<|calls|>")
    if hasCall, has("<|return|>") || has("<|flush|>") { set(.userDefined, of: "<|end|>") }
    let isPlamo = try isEnd("<|plamo:eos|>", metadata)
    if has("<|tool_response>") || isPlamo { set(.normal, of: "</s>") }
  }

  private func isEnd(_ text: String, _ metadata: GGUFMetadata) throws -> Bool {
    guard let id = id(of: text) else { return false }
    return try metadata.unsigned("tokenizer.ggml.eos_token_id") == UInt64(id)
  }

  private mutating func insert(_ attribute: Attributes, to text: String) {
    if let id = id(of: text) { attributes[Int(id)].insert(attribute) }
  }

  private mutating func set(_ attribute: Attributes, of text: String) {
    if let id = id(of: text) { attributes[Int(id)] = attribute }
  }

  // MARK: Matching in text

  /// The tokens that are matched in text before the vocabulary's own rule: special ones where they may be, user-defined
  /// ones everywhere.
  func matched(_ metadata: GGUFMetadata) throws -> [AddedToken] {
    var stripping: [Int32: AddedToken.Stripping] = [:]
    let ids = attributes.indices.filter { !attributes[$0].isDisjoint(with: [.control, .unknown, .userDefined]) }
    let pre = try metadata.string("tokenizer.ggml.pre") ?? []
    let architecture = try metadata.string("general.architecture") ?? []
    let name = try (metadata.string("general.name") ?? []).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    func contains(_ text: some Collection<UInt8>, _ parts: [String]) -> Bool {
      parts.contains { part in
        let wanted = Array(part.utf8)
        let bytes = Array(text)
        return bytes.count >= wanted.count
          && (0...bytes.count - wanted.count).contains { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
      }
    }
    if contains(pre, ["jina-v2-de", "jina-v2-es", "jina-v2-code"])
      || contains(architecture, ["nomic-bert-moe", "jina-bert-v3"])
    {
      if let mask = id(of: "<mask>") { stripping[mask] = [.before, .onlyASCII] }
    } else if contains(name, ["phi-3", "phi3"]) {
      for id in ids { stripping[Int32(clamping: id)] = [.after, .onlyASCII] }
      if let id = id(of: "</s>") { stripping[id] = [.after, .onlyASCII] }
      for text in ["<unk>", "<s>", "<|endoftext|>"] { if let id = id(of: text) { stripping[id] = [] } }
    } else if contains(name, ["modern-bert"]), let mask = id(of: "[MASK]") {
      stripping[mask] = [.before, .onlyASCII]
    }
    return ids.map { id in
      AddedToken(
        text: texts[id], id: Int32(clamping: id), isSpecial: !attributes[id].isDisjoint(with: [.control, .unknown]),
        stripping: stripping[Int32(clamping: id)] ?? [])
    }
  }
}
