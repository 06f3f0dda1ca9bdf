import Diagnostics
import StrictJSON

/// What the `tokenizer_config.json` beside a `tokenizer.json` adds to it.
///
/// - Source: `PreTrainedTokenizerFast` of Hugging Face transformers.
struct TokenizerConfig {
  static let fileName = "tokenizer_config.json"

  /// The texts of the named tokens.
  private(set) var bos: [UInt8]?
  private(set) var eos: [UInt8]?
  private(set) var unknown: [UInt8]?
  private(set) var pad: [UInt8]?
  /// Whether a text begins and ends with them; `nil` where the file does not say.
  private(set) var addsBOS: Bool?
  private(set) var addsEOS: Bool?
  /// Added tokens as `added_tokens_decoder` lists them, by ascending id.
  private(set) var addedTokens: [TokenizerJSONAddedTokens.Entry] = []

  /// - Throws: The `json.…` codes, `vocabulary.corrupt-json`, `limits.exceeded`.
  init(_ bytes: [UInt8], path: String, limits: Limits) throws {
    let document = try JSONReader(limits: limits).read(
      bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    let root = try JSONVocabularyFields(document.root)
    bos = try Self.text(root, "bos_token")
    eos = try Self.text(root, "eos_token")
    unknown = try Self.text(root, "unk_token")
    pad = try Self.text(root, "pad_token")
    addsBOS = root.optional("add_bos_token")?.bool
    addsEOS = root.optional("add_eos_token")?.bool
    guard root.optional("added_tokens_decoder") != nil else { return }
    for member in try root.object("added_tokens_decoder").value.members {
      let key = String(decoding: try JSONVocabularyFields.text(member.key), as: UTF8.self)
      guard let id = Int32(key), id >= 0 else { throw JSONVocabularyFields.wrong(member.key, "an id is needed here") }
      addedTokens.append(
        try TokenizerJSONAddedTokens.Entry(JSONVocabularyFields(member.value), id: id, limits: limits))
    }
    addedTokens.sort { $0.id < $1.id }
  }

  /// A token, written as a text or as an object.
  private static func text(_ root: JSONVocabularyFields, _ key: String) throws -> [UInt8]? {
    guard let value = root.optional(key) else { return nil }
    if value.kind == .object { return Array(try JSONVocabularyFields(value).text("content")) }
    return value.utf8.map { Array($0) }
  }

  /// The file beside the one at `path`, if that is named `tokenizer.json` and has one.
  ///
  /// - Throws: As `init`, `vocabulary.unreadable`.
  static func beside(_ path: String, limits: Limits) throws -> TokenizerConfig? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.last == "tokenizer.json" else { return nil }
    parts[parts.count - 1] = Substring(fileName)
    let path = parts.joined(separator: "/")
    guard FileContents.isThere(path) else { return nil }
    return try TokenizerConfig(
      FileContents.read(path, maximumBytes: limits.maximumVocabularyBytes), path: path, limits: limits)
  }
}
