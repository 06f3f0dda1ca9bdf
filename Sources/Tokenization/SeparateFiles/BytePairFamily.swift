import Diagnostics
import StrictJSON

/// The kinds of byte-level BPE that were published as `vocab.json` and `merges.txt`.
enum BytePairFamily {
  case gpt2, roberta, clip, qwen2

  private static let classes: [String: BytePairFamily] = [
    "GPT2Tokenizer": .gpt2, "CodeGenTokenizer": .gpt2, "WhisperTokenizer": .gpt2, "RobertaTokenizer": .roberta,
    "BartTokenizer": .roberta, "LongformerTokenizer": .roberta, "LEDTokenizer": .roberta, "MvpTokenizer": .roberta,
    "CLIPTokenizer": .clip, "Qwen2Tokenizer": .qwen2,
  ]

  /// The kind that the class's name tells, or else the tokens.
  ///
  /// - Parameters:
  ///   - endsWords: Whether merges end with `</w>`.
  ///   - isToken: Whether a text is a token.
  /// - Throws: `vocabulary.unsupported-setting` for another class.
  static func find(
    _ settings: SeparateFileSettings, endsWords: Bool, isToken: (String) -> Bool
  ) throws -> BytePairFamily {
    if let name = settings.className, let place = settings.classPlace, name != "PreTrainedTokenizer" {
      guard let family = classes[name] else {
        throw TrainPackError(
          .vocabularyUnsupportedSetting,
          "the files are for the class \(name), and how that cuts text they do not say", at: place.location,
          fix: "give the model's tokenizer.json, which says it: transformers' save_pretrained writes one")
      }
      return family
    }
    if endsWords { return .clip }
    return ["<s>", "</s>", "<pad>", "<unk>", "<mask>"].allSatisfy(isToken) ? .roberta : .gpt2
  }

  /// The names of the tokens with a meaning of their own, where the settings do not give them.
  private var tokens: [String: String] {
    switch self {
    case .gpt2, .qwen2:
      ["bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"]
    case .roberta:
      [
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
        "cls_token": "<s>", "mask_token": "<mask>",
      ]
    case .clip:
      [
        "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
      ]
    }
  }

  /// Writes the tokenizer.json.
  ///
  /// - Parameter vocabulary: The object of tokens and ids.
  func tokenizerJSON(
    vocabulary: JSONValue, merges: [ArraySlice<UInt8>], _ settings: SeparateFileSettings
  ) -> [UInt8] {
    var names = tokens.mapValues { Array($0.utf8) }
    for (name, text) in settings.tokens { names[name] = text }
    func id(_ name: String) -> (text: [UInt8], id: Int)? {
      guard let text = names[name], let id = vocabulary[text]?.int else { return nil }
      return (text, id)
    }
    let listed = SeparateFileSettings.tokenNames.compactMap { name in
      id(name).map {
        SeparateFileJSON.Added(text: $0.text, id: $0.id, stripsLeft: self == .roberta && name == "mask_token")
      }
    }
    var writer = SeparateFileJSON()
    writer.begin(added: listed)
    writer.member("normalizer", json: normalizer)
    writer.member("pre_tokenizer", json: preTokenizer(settings))
    if self == .roberta || self == .clip, let cls = id(self == .clip ? "bos_token" : "cls_token"),
      let sep = id(self == .clip ? "eos_token" : "sep_token")
    {
      let trimsOffsets = self == .roberta && settings.trimsOffsets ?? true
      writer.processing(
        "RobertaProcessing", cls: cls, sep: sep,
        #","trim_offsets":\#(trimsOffsets),"add_prefix_space":\#(settings.addsPrefixSpace ?? false)"#)
    }
    writer.member(
      "decoder", json: #"{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"#)
    writer.beginModel(
      #""type":"BPE","dropout":null,"continuing_subword_prefix":"","end_of_word_suffix":"\#(self == .clip ? "</w>" : "")""#
    )
    if self == .clip, let unknown = id("unk_token") { writer.member("unk_token", text: unknown.text) }
    writer.member("vocab", json: vocabulary.raw)
    writer.strings("merges", merges)
    return writer.end()
  }

  private var normalizer: String {
    switch self {
    case .gpt2, .roberta: "null"
    case .qwen2: #"{"type":"NFC"}"#
    case .clip:
      #"{"type":"Sequence","normalizers":[{"type":"NFC"},"#
        + #"{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "},{"type":"Lowercase"}]}"#
    }
  }

  private func preTokenizer(_ settings: SeparateFileSettings) -> String {
    func byteLevel(prefix: Bool, regex: Bool) -> String {
      #"{"type":"ByteLevel","add_prefix_space":\#(prefix),"trim_offsets":true,"use_regex":\#(regex)}"#
    }
    func sequence(_ pattern: String, _ behavior: String, inverted: Bool, _ last: String) -> String {
      var written = JSONWriter()
      written.string(pattern)
      return #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"#
        + String(decoding: written.bytes, as: UTF8.self)
        + #"},"behavior":"\#(behavior)","invert":\#(inverted)},\#(last)]}"#
    }
    let addsSpace = settings.addsPrefixSpace ?? false
    switch self {
    case .gpt2, .roberta: return byteLevel(prefix: addsSpace, regex: true)
    case .qwen2:
      return sequence(
        PretokenizerPattern.qwen2.texts[0], "Isolated", inverted: false, byteLevel(prefix: addsSpace, regex: false))
    case .clip:
      return sequence(
        #"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#, "Removed",
        inverted: true, byteLevel(prefix: false, regex: true))
    }
  }
}
