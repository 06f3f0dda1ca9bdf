import StrictJSON

/// Reads the decoder of a `tokenizer.json`.
///
/// - Source: the deserialization in Hugging Face tokenizers' `decoders/mod.rs`.
enum TokenizerJSONDecoder {
  static func read(_ root: JSONVocabularyFields) throws -> TokenDecoder {
    guard let value = root.optional("decoder") else { return TokenDecoder(steps: nil) }
    return TokenDecoder(steps: try TokenizerJSONSteps.flatten(value, listedAs: "decoders").map(step))
  }

  private static func step(_ step: JSONVocabularyFields) throws -> DecoderStep {
    let name = try TokenizerJSONSteps.name(step)
    switch name {
    case "ByteLevel": return .byteLevel
    case "Metaspace": return .metaspace(try TokenizerJSONSteps.metaspace(step))
    case "WordPiece":
      return .wordPiece(prefix: Array(try step.text("prefix")), cleansUp: try step.requiredFlag("cleanup"))
    case "BPEDecoder": return .bytePair(suffix: Array(try step.text("suffix")))
    case "ByteFallback": return .byteFallback
    case "Fuse": return .fuse
    case "Strip":
      return .strip(
        try TokenizerJSONSteps.character(step, "content"), start: try step.integer("start", in: 0...Int.max),
        stop: try step.integer("stop", in: 0...Int.max))
    case "Replace": return .replace(try TokenizerJSONSteps.pattern(step), Array(try step.text("content")))
    case "CTC":
      return .ctc(
        pad: Array(try step.text("pad_token")), delimiter: Array(try step.text("word_delimiter_token")),
        cleansUp: try step.requiredFlag("cleanup"))
    default: throw TokenizerJSONSteps.unsupported(step, "the decoder", name)
    }
  }
}
