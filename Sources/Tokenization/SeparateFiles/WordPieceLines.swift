import Diagnostics
import StrictJSON

/// The tokens of a `vocab.txt`.
///
/// - Source: `read_file` of Hugging Face tokenizers' `models/wordpiece/mod.rs`: white space at the end of a line goes, and
///   of a token that is listed twice the later line counts.
struct WordPieceLines {
  private var ids: [ArraySlice<UInt8>: Int] = [:]
  private var tokens: [(ArraySlice<UInt8>, Int)] = []
  /// Whether some token, beside those in brackets, has a capital of ASCII.
  private var hasCapitals = false

  /// - Throws: `tokenization.text-not-utf8` with the line.
  init(_ bytes: [UInt8], path: String) throws {
    var lines: [ArraySlice<UInt8>] = []
    for line in TextLines(bytes) {
      guard String(validating: line, as: UTF8.self) != nil else {
        throw TrainPackError(
          .textNotUTF8, "the token \(quoted(line)) is not UTF-8",
          at: InputLocation(source: path, line: lines.count + 1),
          fix: "fetch the file again and compare its sha256 with the publisher's")
      }
      let token = Self.trimmed(line)
      ids[token] = lines.count
      lines.append(token)
    }
    for (id, token) in lines.enumerated() where ids[token] == id && !token.isEmpty {
      tokens.append((token, id))
      if token.first != UInt8(ascii: "["), token.first != UInt8(ascii: "<"),
        token.contains(where: { (0x41...0x5A).contains($0) })
      {
        hasCapitals = true
      }
    }
  }

  /// Writes the tokenizer.json. Capitals are made small where the settings say so; where they say nothing, unless the
  /// vocabulary has tokens with capitals, which text could otherwise never come to.
  func tokenizerJSON(_ settings: SeparateFileSettings) -> [UInt8] {
    let isForMPNet = settings.className == "MPNetTokenizer" || (ids[id("[CLS]")] == nil && ids[id("<s>")] != nil)
    var names =
      isForMPNet
      ? [
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": "[UNK]", "sep_token": "</s>", "pad_token": "<pad>",
        "cls_token": "<s>", "mask_token": "<mask>",
      ].mapValues { Array($0.utf8) }
      : [
        "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]",
      ].mapValues { Array($0.utf8) }
    for (name, text) in settings.tokens { names[name] = text }
    func token(_ name: String) -> (text: [UInt8], id: Int)? {
      guard let text = names[name], let id = ids[text[...]] else { return nil }
      return (text, id)
    }
    var writer = SeparateFileJSON()
    writer.begin(
      added: SeparateFileSettings.tokenNames.compactMap { name in
        token(name).map {
          SeparateFileJSON.Added(text: $0.text, id: $0.id, stripsLeft: isForMPNet && name == "mask_token")
        }
      })
    let accents = settings.stripsAccents.map { "\($0)" } ?? "null"
    writer.member(
      "normalizer",
      json: #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":\#(settings.separatesChinese ?? true),"#
        + #""strip_accents":\#(accents),"lowercase":\#(settings.lowercases ?? !hasCapitals)}"#)
    writer.member("pre_tokenizer", json: #"{"type":"BertPreTokenizer"}"#)
    if let cls = token("cls_token"), let sep = token("sep_token") {
      writer.processing("BertProcessing", cls: cls, sep: sep)
    }
    writer.member("decoder", json: ###"{"type":"WordPiece","prefix":"##","cleanup":true}"###)
    writer.beginModel(
      ###""type":"WordPiece","continuing_subword_prefix":"##","max_input_chars_per_word":100"###)
    writer.member("unk_token", text: names["unk_token"] ?? [])
    writer.numbered("vocab", tokens)
    return writer.end()
  }

  private func id(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

  /// Without the white space at the end.
  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.endIndex
    while end > line.startIndex {
      var start = end - 1
      while start > line.startIndex, UTF8Text.isContinuation(line[start]) { start -= 1 }
      let character = Array(line[start..<end])
      if !CharacterProperties.isWhitespace(UTF8Text.scalar(at: 0, of: character.span).0) { break }
      end = start
    }
    return line[line.startIndex..<end]
  }
}
