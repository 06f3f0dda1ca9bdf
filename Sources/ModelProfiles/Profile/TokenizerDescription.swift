import Diagnostics
import StrictJSON
import Tokenization

/// A token with its text, such as `</s>` with id 2.
public struct SpecialToken: Hashable, Sendable {
  /// The exact bytes.
  public var text: [UInt8]
  public var id: Int32

  public init(text: [UInt8], id: Int32) {
    self.text = text
    self.id = id
  }

  /// The text for people and for a template's variables.
  public var string: String { String(decoding: text, as: UTF8.self) }
}

/// Which vocabulary a model reads, and what the vocabulary's file does not say.
public struct TokenizerDescription: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case sentencePieceBPE = "sentencepiece-bpe"
    case tiktoken, tekken
    case tokenizerJSON = "tokenizer-json"

    /// The format of its vocabulary's file.
    var format: VocabularyFormat {
      switch self {
      case .sentencePieceBPE: .sentencePiece
      case .tiktoken: .tiktoken
      case .tekken: .tekken
      case .tokenizerJSON: .huggingFaceJSON
      }
    }
  }

  /// The vocabulary's name in `Vocabularies/index.json`.
  public var vocabulary: String
  /// The sha256 of the vocabulary's file, in lower-case hexadecimal.
  public var sha256: String
  public var kind: Kind
  /// What happens to text before a tiktoken vocabulary sees it; the other files hold their own rule.
  public var normalizer: TextNormalization
  /// How a tiktoken vocabulary cuts text; `nil` for the others, whose files say it.
  public var pattern: PretokenizerPattern?
  public var prefixRule: PrefixRule
  /// The tokens in the vocabulary's file.
  public var tokenCount: Int
  /// The rows of the model's embedding, padding included: every id is below it.
  public var embeddingSize: Int
  public var bos: SpecialToken?
  public var eos: SpecialToken?
  public var unk: SpecialToken?
  public var pad: SpecialToken?
  /// The tokens that end an assistant's turn; at least one.
  public var endOfTurn: [SpecialToken]
  /// The tokens that are matched in the text itself: special ones in template text, the others anywhere.
  public var addedTokens: [AddedToken]
}

extension TokenizerDescription {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value,
      keys: [
        "vocabulary", "sha256", "kind", "normalizer", "pattern", "prefixRule", "tokenCount", "embeddingSize", "bos",
        "eos", "unk", "pad", "endOfTurn", "addedTokens",
      ], codes: .profile)
    vocabulary = try fields.text("vocabulary")
    sha256 = try fields.sha256("sha256")
    kind = try fields.choice("kind")
    normalizer = try fields.choice("normalizer")
    pattern = fields.isNull("pattern") ? nil : try fields.choice("pattern", PretokenizerPattern.self)
    prefixRule = try fields.choice("prefixRule")
    tokenCount = try fields.positive("tokenCount")
    embeddingSize = try fields.positive("embeddingSize")
    bos = try Self.tokenOrNil(fields, "bos")
    eos = try Self.tokenOrNil(fields, "eos")
    unk = try Self.tokenOrNil(fields, "unk")
    pad = try Self.tokenOrNil(fields, "pad")
    endOfTurn = try fields.elements("endOfTurn").map { try SpecialToken(reading: $0) }
    addedTokens = try fields.elements("addedTokens").map { try AddedToken(reading: $0) }
    try checkKind(fields)
    try checkTokens(fields)
  }

  private static func tokenOrNil(_ fields: ObjectFields, _ key: String) throws -> SpecialToken? {
    fields.isNull(key) ? nil : try SpecialToken(reading: fields[key])
  }

  private func checkKind(_ fields: ObjectFields) throws {
    func contradiction(_ key: String, _ message: String, fix: String) -> TrainPackError {
      TrainPackError(.profileInconsistent, message, at: fields[key].location, fix: fix)
    }
    if kind == .tiktoken, pattern == nil {
      throw contradiction(
        "pattern", "a tiktoken vocabulary needs the pattern that cuts text",
        fix: "name one of \(PretokenizerPattern.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if kind != .tiktoken, pattern != nil {
      throw contradiction("pattern", "a \(kind.format.name) says itself how it cuts text", fix: "write null")
    }
    if kind != .tiktoken, normalizer != .none {
      throw contradiction("normalizer", "a \(kind.format.name) holds its own normalizer", fix: "write \"none\"")
    }
    if kind != .sentencePieceBPE, prefixRule != .never {
      throw contradiction(
        "prefixRule", "a \(kind.format.name) never puts a space before text", fix: "write \"never\"")
    }
    if tokenCount > embeddingSize {
      throw contradiction(
        "embeddingSize", "the embedding has \(embeddingSize) rows for \(tokenCount) tokens",
        fix: "compare embeddingSize with vocab_size in the model's config.json")
    }
  }
}

extension SpecialToken {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(value, keys: ["text", "id"], codes: .profile)
    self.init(text: Array(try fields.text("text").utf8), id: try fields.tokenID(fields["id"]))
  }
}

extension AddedToken {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value, keys: ["id", "text", "special"], optionalKeys: ["strips"], codes: .profile)
    let strips = value["strips"] == nil ? nil : try fields.choice("strips", Strips.self)
    self.init(
      text: Array(try fields.text("text").utf8), id: try fields.tokenID(fields["id"]),
      isSpecial: try fields.flag("special"), stripping: strips?.stripping ?? [])
  }
}

/// The white space that an added token takes in, as a profile writes it.
private enum Strips: String, CaseIterable {
  case before, after, both

  var stripping: AddedToken.Stripping {
    switch self {
    case .before: .before
    case .after: .after
    case .both: [.before, .after]
    }
  }
}
