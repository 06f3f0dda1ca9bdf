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

  static let inputUnreadable = DiagnosticCode(
    "input.unreadable", "a file named on the command line cannot be read",
    explanation: """
      The file is missing, is a folder, or may not be read by this user. Paths are taken relative to the folder that the \
      command runs in.
      """)

  static let systemPromptNotUTF8 = DiagnosticCode(
    "input.system-prompt-not-utf8", "the system prompt is not UTF-8",
    explanation: """
      The file given with --system-prompt is put into every conversation, and chat templates and tokenizers take UTF-8 \
      alone. Save the file as UTF-8 and run again.
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
    .countNoSuchField, .tokenizeNotAString, .renderNotAnObject, .renderNumberTooLarge, .inputUnreadable,
    .systemPromptNotUTF8, .outputFileUnwritable, .outputExists,
    .verifySource, .verifySourceCount,
  ]
}
