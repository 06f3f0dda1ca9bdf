import Diagnostics

extension DiagnosticCode {
  static let countNoSuchField = DiagnosticCode(
    "count.no-such-field", "a record lacks the text field that is to be counted",
    explanation: """
      `trainpack count --tokenizer FILE --field NAME` counts one field of each record, which must be there and be a \
      string. Name the field as the records do, or set the bad records aside with --on-bad-record skip.
      """)

  static let tokenizeNotAString = DiagnosticCode(
    "tokenize.not-a-string", "a line given to `trainpack tokenize` is not a JSON string",
    explanation: """
      `trainpack tokenize` reads one JSON string a line, so that texts with line breaks are one line. \
      `jq -c .field data.jsonl` makes such lines of a field.
      """)

  static let renderNotAnObject = DiagnosticCode(
    "render.not-an-object", "a line given to `trainpack render` is not a JSON object",
    explanation: """
      `trainpack render` reads one JSON object a line: the template's variables by name, `messages`, `tools`, \
      `add_generation_prompt`, `bos_token` and whatever else the template uses.
      """)

  static let renderNumberTooLarge = DiagnosticCode(
    "render.number-too-large", "an integer for a template is beyond 64 bits",
    explanation: """
      Python's integers have no bound; TrainPack's templates count in 64 bits and never round an integer in silence. Pass \
      such a number as a string.
      """)

  static let systemPromptNotUTF8 = DiagnosticCode(
    "input.system-prompt-not-utf8", "the system prompt is not UTF-8",
    explanation: """
      The file given with --system-prompt is put into every conversation, and chat templates and tokenizers take UTF-8 \
      alone. Save the file as UTF-8 and run again.
      """)

  static let systemPromptByteOrderMark = DiagnosticCode(
    "input.system-prompt-byte-order-mark", "the system prompt begins with a byte order mark",
    explanation: """
      Some Windows programs put U+FEFF before the text of a UTF-8 file. In a system prompt it would become a token of every \
      conversation that serving does not send. Save the file as UTF-8 without it.
      """)

  static let systemPromptEmpty = DiagnosticCode(
    "input.system-prompt-empty", "the system prompt is empty",
    explanation: """
      The file given with --system-prompt holds nothing but white space. One line break at its end is not part of the \
      prompt, as editors write it; the rest would be an empty system turn in every conversation. Write the prompt into the \
      file, or leave the option out to train without a system prompt (some chat templates then write one of their own).
      """)

  static let systemPromptRejected = DiagnosticCode(
    "input.system-prompt-rejected", "the model's chat template refuses system prompts",
    explanation: """
      Some chat templates (that of Mistral 7B Instruct v0.1 is one) know the roles of user and assistant alone and raise an \
      error for any other, so that --system-prompt would make every record fail. Write the text into the user's turns, or \
      choose a model whose template takes a system prompt: `trainpack profiles list` shows which do.
      """)

  static let outputSameFile = DiagnosticCode(
    "output.same-file", "a file is to be written twice, or both read and written",
    explanation: """
      Each output of a run needs a file of its own that is none of its inputs: of two outputs at one path the later would \
      replace the earlier, and an output at the path of an input would replace the data. Paths are compared by what they \
      name, so links and `./` make no difference. Nothing was written.
      """)

  static let outputFileUnwritable = DiagnosticCode(
    "output.file-unwritable", "an output file cannot be written",
    explanation: """
      The folder is missing or may not be written to, the disk is full, or a limit on file sizes was reached. The file is \
      written beside its final name and renamed when it is whole, so nothing half written stands under that name.
      """)

  static let outputExists = DiagnosticCode(
    "output.exists", "an output file exists already",
    explanation: """
      TrainPack overwrites nothing unless told to. Give --force to replace the file once the new one is whole, or name \
      another.
      """)

  static let verifySource = DiagnosticCode(
    "verify.source", "an export and its source do not account for each other",
    explanation: """
      Every record of the source must be in the shards, in the ledger as dropped, or among the rejected, exactly once and \
      with the same bytes, and every cut of the ledger must be found in its record. Where they differ the source was \
      changed after the export, or another file was named.
      """)

  static let verifySourceCount = DiagnosticCode(
    "verify.source-count", "another number of source files than the export was made from",
    explanation: """
      The manifest lists the inputs of an export. `trainpack verify DIR --source A B` takes as many files, in that order.
      """)

  /// The codes of this room.
  public static let trainPackCodes: [DiagnosticCode] = [
    .countNoSuchField, .tokenizeNotAString, .renderNotAnObject, .renderNumberTooLarge, .systemPromptNotUTF8,
    .systemPromptByteOrderMark, .systemPromptEmpty, .systemPromptRejected, .outputFileUnwritable, .outputExists,
    .outputSameFile,
    .verifySource, .verifySourceCount,
  ]
}
