import Diagnostics
import StrictJSON

/// What the `tokenizer_config.json` beside separate vocabulary files says of them.
struct SeparateFileSettings {
  /// The name of the class that transformers reads the files with, without "Fast".
  private(set) var className: String?
  private(set) var addsPrefixSpace: Bool?
  private(set) var trimsOffsets: Bool?
  private(set) var lowercases: Bool?
  private(set) var stripsAccents: Bool?
  private(set) var separatesChinese: Bool?
  /// The texts of the tokens that it names: `mask_token` and its like.
  private(set) var tokens: [String: [UInt8]] = [:]
  /// The place of the class's name.
  private(set) var classPlace: JSONValue?

  static let tokenNames = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// Reads the file in `folder`, if there is one.
  ///
  /// - Parameter folder: Empty, or with a slash at its end.
  /// - Throws: The `json.…` codes, `vocabulary.corrupt-json`, `vocabulary.unreadable`, `limits.exceeded`.
  init(folder: String, limits: Limits) throws {
    let path = folder + TokenizerConfig.fileName
    guard FileContents.isThere(path) else { return }
    let bytes = try FileContents.read(path, maximumBytes: limits.maximumVocabularyBytes)
    let document = try JSONReader(limits: limits).read(
      bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0))
    let root = try JSONVocabularyFields(document.root)
    classPlace = root.optional("tokenizer_class")
    if let place = classPlace {
      var name = String(decoding: try JSONVocabularyFields.text(place), as: UTF8.self)
      if name.hasSuffix("Fast") { name.removeLast(4) }
      className = name
    }
    func flag(_ key: String) throws -> Bool? { root.optional(key) == nil ? nil : try root.flag(key) }
    addsPrefixSpace = try flag("add_prefix_space")
    trimsOffsets = try flag("trim_offsets")
    lowercases = try flag("do_lower_case")
    stripsAccents = try flag("strip_accents")
    separatesChinese = try flag("tokenize_chinese_chars")
    for name in Self.tokenNames {
      guard let value = root.optional(name) else { continue }
      let text = value.kind == .object ? try JSONVocabularyFields(value).required("content").utf8 : value.utf8
      tokens[name] = text.map { Array($0) }
    }
  }
}
