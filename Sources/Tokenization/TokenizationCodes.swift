import Diagnostics

extension DiagnosticCode {
  public static let vocabularyUnreadable = DiagnosticCode(
    "vocabulary.unreadable", "a vocabulary file cannot be opened or read",
    explanation: """
      The path does not exist, is a folder, or this user may not read it. The message gives the reason of the operating \
      system. Name the vocabulary file itself (tokenizer.model, qwen.tiktoken), not the folder that holds it.
      """)

  public static let vocabularyMissingFile = DiagnosticCode(
    "vocabulary.missing-file", "a vocabulary of two files has one of them only",
    explanation: """
      Byte-level vocabularies were published as vocab.json (the tokens) and merges.txt (their merges), and one says \
      nothing without the other. Name either of them; the other one is looked for in the same folder, under the same \
      prefix (gpt2-vocab.json, gpt2-merges.txt) or none. A tokenizer.json holds both.
      """)

  public static let vocabularyUnknownFormat = DiagnosticCode(
    "vocabulary.unknown-format", "a file's content is no known vocabulary format",
    explanation: """
      TrainPack recognises a vocabulary by its content, never by its name. This file starts like none of the formats it \
      knows. An empty file, an HTML page or a Git LFS pointer in its place means that a download did not finish: fetch \
      the file again.
      """)

  public static let vocabularyUnsupportedFormat = DiagnosticCode(
    "vocabulary.unsupported-format", "a version of a vocabulary format that cannot be read",
    explanation: """
      The file was recognised, but it is of a version, or of a byte order, that TrainPack does not read. Most models \
      publish a tokenizer.json, a SentencePiece model or tiktoken ranks beside it.
      """)

  public static let vocabularyUnsupportedSetting = DiagnosticCode(
    "vocabulary.unsupported-setting", "a tokenizer file asks for something that TrainPack does not do",
    explanation: """
      A tokenizer.json describes a chain of steps: normalizers, pre-tokenizers, a model, added tokens, a decoder. TrainPack \
      runs those that Hugging Face tokenizers 0.23 has, and takes nothing for nearly the same: a step or a setting that it \
      does not have is named with its place, and the file is not used.
      """)

  public static let vocabularyCorruptJSON = DiagnosticCode(
    "vocabulary.corrupt-json", "a tokenizer.json or tekken.json is damaged or inconsistent",
    explanation: """
      The file is JSON, but what it should hold is missing, of another kind, or contradicts itself: a merge of something \
      that is no token, ranks out of order. Nothing of it is used. Fetch the file again and compare its sha256 with the \
      publisher's.
      """)

  public static let vocabularyCorruptModel = DiagnosticCode(
    "vocabulary.corrupt-model", "a SentencePiece model is damaged or inconsistent",
    explanation: """
      The file starts like a SentencePiece model, but its structure does not hold: it is cut off, its bytes were changed, \
      or its pieces contradict each other. Nothing of it is used. Fetch the file again and compare its sha256 with the \
      publisher's.
      """)

  public static let vocabularyCorruptGGUF = DiagnosticCode(
    "vocabulary.corrupt-gguf", "a GGUF file is damaged or inconsistent",
    explanation: """
      The file starts like a GGUF model, but its metadata does not hold: it is cut off, claims more than the file has \
      room for, or its tokens, scores and merges contradict each other. Only the metadata is read; the tensors behind it \
      are not looked at. Fetch the file again and compare its sha256 with the publisher's.
      """)

  public static let vocabularyCorruptRanks = DiagnosticCode(
    "vocabulary.corrupt-ranks", "a line of a tiktoken rank file is not a token and its rank",
    explanation: """
      Each line of a rank file is the token in base64, one space, and its rank in decimal. A line that is not breaks the \
      correspondence of tokens and ids, so nothing of the file is used. Fetch the file again.
      """)

  public static let vocabularyDuplicateToken = DiagnosticCode(
    "vocabulary.duplicate-token", "a vocabulary lists the same token twice",
    explanation: """
      Two ids stand for the same bytes, so encoding is ambiguous. This happens when vocabularies are merged by hand. \
      Fetch the original file, or remove one of the two.
      """)

  public static let vocabularyDuplicateID = DiagnosticCode(
    "vocabulary.duplicate-id", "a vocabulary gives the same id to two tokens",
    explanation: """
      Two tokens share one id, so a model would read them as the same. Added tokens count too: each needs an id of its \
      own, or exactly the text that the vocabulary has for that id.
      """)

  public static let vocabularyMissingByte = DiagnosticCode(
    "vocabulary.missing-byte", "a byte-level vocabulary lacks single bytes",
    explanation: """
      Byte-level BPE starts from single bytes, so all 256 must be tokens; without one, some text could not be encoded. \
      The file is cut off or no byte-level vocabulary.
      """)

  public static let vocabularyUnknownID = DiagnosticCode(
    "vocabulary.unknown-id", "an id stands for no token of the vocabulary",
    explanation: """
      The ids come from another vocabulary, or from one with added tokens that were not named here. Use the profile that \
      the ids were made with.
      """)

  public static let patternUnknown = DiagnosticCode(
    "tokenization.pattern-unknown", "a pre-tokenizer pattern is not one that TrainPack knows",
    explanation: """
      Byte-level vocabularies cut text by a pattern before they merge bytes, and another pattern gives other ids. \
      TrainPack has names for the common ones (gpt2, cl100k, o200k, llama3, qwen2, tekken, deepseek3); any other is \
      given by its exact text.
      """)

  public static let patternMissing = DiagnosticCode(
    "tokenization.pattern-missing", "a tiktoken rank file does not say by which pattern text is cut",
    explanation: """
      A rank file holds tokens only. For the published files TrainPack knows the pattern by their content; for any other \
      file the model's profile must name it.
      """)

  public static let patternUnsupported = DiagnosticCode(
    "tokenization.pattern-unsupported", "a pattern asks for what TrainPack cannot run as its library does",
    explanation: """
      A tokenizer file cuts text by a regular expression in the language of one library: Oniguruma for tokenizer.json, \
      Rust's regex for tiktoken and tekken.json. TrainPack reads both and runs what it can run with the very same \
      matches. References to groups, recursion, conditions and the like it does not take for something near; the message \
      names what it met and where.
      """)

  public static let patternTooCostly = DiagnosticCode(
    "tokenization.pattern-too-costly", "a pattern tries too many ways to match a text",
    explanation: """
      A pattern such as (a+)+b can take more steps than there are atoms in the universe on a text of a few dozen \
      letters. TrainPack gives each match a number of steps in proportion to the text, and stops there. Published \
      patterns need a few steps for each character.
      """)

  public static let textNotUTF8 = DiagnosticCode(
    "tokenization.text-not-utf8", "text to encode is not valid UTF-8",
    explanation: """
      Tokenizers are defined on Unicode text; invalid bytes would be replaced by some of them and refused by others. The \
      message gives the first bad byte. Mend the source, or set such records aside when reading.
      """)

  public static let engineFailed = DiagnosticCode(
    "tokenization.engine-failed", "the SentencePiece library could not encode a text",
    explanation: """
      The library reported an error for a text that is valid UTF-8. This is a defect, of the library or of how it is \
      called: please report it with the text and the vocabulary.
      """)

  public static let engineUnavailable = DiagnosticCode(
    "tokenization.engine-unavailable", "the engine that was asked for has nothing to do with the vocabulary",
    explanation: """
      With `--engine sentencepiece` the SentencePiece library counts in place of TrainPack's own engines, for comparison. \
      It reads SentencePiece models (.model) only; every other format, a tokenizer.json that was converted from such a \
      model too, is encoded by TrainPack's own engine. Leave the option out, or name the model's .model file.
      """)

  public static let unknownTokenMissing = DiagnosticCode(
    "tokenization.unknown-token-missing", "text cannot be written in a vocabulary that has no unknown token",
    explanation: """
      The text holds a character or word that is no token, and the vocabulary has nothing that stands for what it does \
      not know: its unknown token is not named, or is none of its tokens. The reference refuses such text too.
      """)

  /// The codes of this room.
  public static let tokenizationCodes: [DiagnosticCode] = [
    .vocabularyUnreadable, .vocabularyMissingFile, .vocabularyUnknownFormat, .vocabularyUnsupportedFormat,
    .vocabularyUnsupportedSetting, .vocabularyCorruptModel, .vocabularyCorruptGGUF, .vocabularyCorruptRanks,
    .vocabularyCorruptJSON, .vocabularyDuplicateToken,
    .vocabularyDuplicateID, .vocabularyMissingByte,
    .vocabularyUnknownID, .patternUnknown, .patternMissing, .patternUnsupported, .patternTooCostly, .textNotUTF8,
    .engineFailed, .engineUnavailable, .unknownTokenMissing,
  ]
}
