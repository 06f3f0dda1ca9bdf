import Diagnostics

/// How llama.cpp cuts the text of a byte-pair vocabulary, by the name that a GGUF file has for it.
///
/// - Source: `llm_tokenizer_bpe` and `llama_vocab::impl::load` of llama.cpp's `llama-vocab.cpp`, and the splitters of its
///   `unicode.cpp`.
struct LlamaCppPretokenizer {
  /// The patterns, each cutting what the one before it left whole.
  var patterns: [String]
  /// Whether a pre-token that is a token is taken whole.
  var takesWholeTokens = false
  /// Whether numbers are cut by threes from their end first.
  var groupsNumbersFromEnd = false
  /// Whether a text gets the token that begins texts, where the file does not say.
  var addsBOS = false
  /// Whether a text gets it whatever the file says.
  var hasBOSAlways = false
  /// Whether tokens are written in characters that stand for bytes; else a space is `▁`, and text is cut at line feeds
  /// only.
  var isByteLevel = true
  /// Whether there is a BOS where the file names none.
  var hasDefaultBOS = true

  /// - Returns: `nil` for a name that llama.cpp does not know.
  init?(name: ArraySlice<UInt8>) {
    guard let family = Self.families.first(where: { $0.names.contains { $0.utf8.elementsEqual(name) } }) else {
      return nil
    }
    patterns = family.patterns
    func isOneOf(_ names: [String]) -> Bool { names.contains { $0.utf8.elementsEqual(name) } }
    groupsNumbersFromEnd = isOneOf(Self.namesOfNumbersFromEnd)
    takesWholeTokens = isOneOf(Self.wholeTokenNames)
    addsBOS = isOneOf(Self.bosNames)
    hasBOSAlways = isOneOf(Self.gemmaNames)
    isByteLevel = !isOneOf(Self.plainNames)
    hasDefaultBOS = !isOneOf(["chatglm-bpe", "glm4", "glm5"])
  }

  private static let llama3Names = [
    "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano",
  ]
  private static let gemmaNames = ["gemma4", "granite-embed-multi-311m"]
  private static let plainNames = gemmaNames + ["sarvam-moe"]
  private static let wholeTokenNames =
    llama3Names + ["minicpm5", "youtu", "glm4", "glm5", "tekken", "granite-embed-multi-97m"]
  private static let bosNames = llama3Names + ["tekken", "chameleon"] + gemmaNames

  private static let contraction = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
  private static let lineEnds = #"|\s*[\r\n]+"# + spaces
  private static let spaces = #"|\s+(?!\S)|\s+"#
  private static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+"# + spaces
  private static let word = #"[^\r\n\p{L}\p{N}]?\p{L}+"#
  private static let punctuation = #"| ?[^\s\p{L}\p{N}]+[\r\n]*"#
  private static let llama3 = contraction + "|" + word + #"|\p{N}{1,3}"# + punctuation + lineEnds
  private static let qwen2 = contraction + "|" + word + #"|\p{N}"# + punctuation + lineEnds
  private static let eastAsian = "[一-龥\u{3040}-ゟ゠-ヿ]+"
  private static let deepSeek3Words =
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+"##
  private static let deepSeek3 = [#"\p{N}{1,3}"#, eastAsian, deepSeek3Words + #"[\r\n]*"# + lineEnds]

  /// A word of capitals and then small letters, where letters beyond ASCII are both.
  private static func casedWord(_ letters: String, _ ending: String) -> String {
    let upper = "(?:(?=[\(letters)])[^a-z])"
    let lower = "(?:(?=[\(letters)])[^A-Z])"
    let prefix = #"[^\r\n\p{L}\p{N}]?"#
    return "\(prefix)\(upper)*\(lower)+\(ending)|\(prefix)\(upper)+\(lower)*\(ending)"
  }
  /// The same where all letters and marks are both.
  private static func anyWord(_ ending: String) -> String {
    #"[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]*[\p{L}\p{M}]+"# + ending + #"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+[\p{L}\p{M}]*"#
      + ending
  }
  private static let slashedPunctuation = #"| ?[^\s\p{L}\p{N}]+[\r\n/]*"#
  private static let namesOfNumbersFromEnd = ["tiny_aya", "cohere2moe", "afmoe"]
  private static let han =
    #"\u4E00-\u9FFF\u3400-\u4DBF\x{20000}-\x{2A6DF}\x{2A700}-\x{2EBEF}\uF900-\uFAFF\x{2F800}-\x{2FA1F}"#

  /// The letters that DeepSeek's first models take for words.
  private static let deepSeekLetters =
    #"A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕ"#
    + #"\u1F20-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE"#
    + #"\u1FC2-\u1FC4\u1FC6-\u1FCC\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC"#
    + #"\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139"#
    + #"\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3"#
    + #"\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06\uFB13-\uFB17"#
    + #"\uFF21-\uFF3A\uFF41-\uFF5A\x{10400}-\x{1044F}\x{104B0}-\x{104D3}\x{104D8}-\x{104FB}\x{10C80}-\x{10CB2}"#
    + #"\x{10CC0}-\x{10CF2}\x{118A0}-\x{118DF}\x{1E900}-\x{1E943}"#

  private struct Family {
    var names: [String]
    var patterns: [String]

    init(_ names: [String], _ patterns: String...) {
      self.names = names
      self.patterns = patterns
    }

    init(_ names: [String], _ patterns: [String]) {
      self.names = names
      self.patterns = patterns
    }
  }

  /// In `(?<!\s)\s+$` looking behind changes nothing but the work: no run is searched from each of its places.
  private static let families: [Family] = [
    Family(["", "default"], #"[\p{P}\$\+<=>\^~\|]+"#, gpt2, #"\p{N}+"#, "[0-9][0-9][0-9]"),
    Family(llama3Names + ["dbrx", "smaug-bpe", "chatglm-bpe", "glm4", "glm5"], llama3),
    Family(
      ["jais-2"],
      contraction + "|" + word + #"|\p{N}{1,3}"# + punctuation + #"|\s*[\r\n]+"#
        + [512, 256, 128, 64, 32, 16, 8, 4].map { "|\\s{\($0)}(?!\\S)" }.joined() + #"|\s{1,2}(?!\S)|\s{1}"#),
    Family(
      ["deepseek-llm"], #"[\r\n]"#, #"\s?["# + deepSeekLetters + "]+",
      #"\s?[!-/:-~！-／：-～‘-‟\u3000-。]+"#, #"(?<!\s)\s+$"#, #"[一-龥\u0800-一\uAC00-\uD7FF]+"#, #"\p{N}+"#),
    Family(
      ["deepseek-coder"], #"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, #"[一-龥\u0800-一\uAC00-\uD7FF]+"#, #"\p{N}"#),
    Family(["deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"], deepSeek3),
    Family(["spark2_5"], #"\p{N}{1,3}"#, eastAsian, deepSeek3Words + #"|[\r\n]"# + spaces, #"\p{N}"#),
    Family(
      ["youtu"],
      "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-\u{303F}︰-﹏]+|[ㄅ-ㄯ]+|" + eastAsian,
      anyWord(contraction + "?") + #"|\p{N}"# + slashedPunctuation + lineEnds),
    Family(["falcon"], #"[\p{P}\$\+<=>\^~\|`]+"#, gpt2, "[0-9][0-9][0-9]"),
    Family(
      ["starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b", "mellum2"], #"\p{N}"#, gpt2),
    Family(
      [
        "gpt-2", "phi-2", "jina-es", "jina-de", "gigachat", "jina-v2-es", "jina-v2-de", "a.x-4.0", "mellum",
        "modern-bert", "jina-v1-en", "jina-v2-code", "roberta-bpe", "mpt", "olmo", "jais", "exaone4", "trillion",
        "granite-docling",
      ], gpt2),
    Family(
      ["qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "stablelm2", "megrez", "hunyuan", "solar-open", "grok-2"], qwen2
    ),
    Family(
      ["qwen35"],
      contraction + #"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"# + lineEnds),
    Family(["poro-chat", "bloom", "gpt3-finnish"], #" ?[^(\s|.,!?…。，、।۔،)]+"#),
    Family(["viking"], #" ?[^(\s|.,!?…。，、।۔،)]+"#, #"\p{N}"#),
    Family(["tekken"], casedWord(#"\p{L}"#, "") + #"|\p{N}"# + slashedPunctuation + lineEnds),
    Family(
      ["chameleon"], "<sentinel:[0-9]+>", "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", #"([\t\n]|    |  )"#, #"\p{N}"#,
      #"[\p{P}!-/:-@\[-`{-~]"#, gpt2),
    Family(
      ["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"],
      casedWord(#"\p{L}"#, contraction + "?") + #"|\p{N}{1,3}"# + slashedPunctuation + lineEnds),
    Family(
      ["granite-embed-multi-97m"],
      casedWord(#"\p{L}\p{M}"#, contraction + "?") + #"|\p{N}{1,3}"# + slashedPunctuation + lineEnds),
    Family(
      ["tiny_aya", "cohere2moe"],
      anyWord(contraction + "?") + #"|\p{N}{1,3}"# + slashedPunctuation + lineEnds),
    Family(["superbpe"], #"\p{N}+"#, #"(?=(\d{3})+(?!\d))"#),
    Family(
      ["bailingmoe", "bailingmoe2", "llada-moe"],
      "'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|" + word + #"|\p{N}"# + punctuation + #"|\s*[\r\n]"# + spaces),
    Family(["seed-coder"], contraction + "|" + word + #"|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+"# + lineEnds),
    Family(
      ["kimi-k2"],
      "[\(han)]+|[^\\r\\n\\p{L}\\p{N}]?(?:(?![\(han)])\\p{L})+\(contraction)?|\\p{N}{1,3}" + punctuation + lineEnds),
    Family(["ufakzeka"], word + #"|\p{N}"# + punctuation + lineEnds),
    Family(
      ["afmoe"],
      "[一-鿿㐀-䶿豈-\u{FAFF}\u{3040}-ゟ゠-ヿ･-ﾟ⼀-\u{2FDF}\u{0E00}-\u{0E7F}\u{0E80}-\u{0EFF}ក-\u{17FF}က-႟ꩠ-ꩿꧠ-\u{A9FF}가-\u{D7AF}ᄀ-ᇿ]+",
      deepSeek3Words + #"[\r\n]*"# + lineEnds),
    Family(["laguna"], #"[^\n]+|[\n]+"#, qwen2),
    Family(
      ["exaone-moe"],
      contraction + #"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?"#
        + #"|\s*[\r\n]"# + spaces),
    Family(plainNames, #"[^\n]+|[\n]+"#),
    Family(["minicpm5"], #"\p{N}{1,3}"#, contraction + "|" + word + #"|\p{N}+"# + punctuation + lineEnds),
  ]
}
