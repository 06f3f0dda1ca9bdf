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
      error for any other, so that --system-prompt would make every record fail. Put it into the first user message with \
      --system fold, or choose a model whose template takes a system prompt: `trainpack profiles list` shows which do.
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

  static let outputNameUnsuited = DiagnosticCode(
    "output.name-unsuited", "an output file's name says that it is something else",
    explanation: """
      A file that ends in .gz, .xz or .zst is written compressed, any other as it is. A name such as `fitted.tar.gz` \
      promises an archive, and one such as `fitted.jsonl.bz2` a compression that TrainPack does not write. `trainpack fit` \
      writes records in the form in which they came, so that `fitted.csv` is no name for those of a JSON Lines file, nor \
      `fitted.jsonl` for those of a JSON array or a table. Who reads the file by its name would fail. Name it by what it \
      holds; `trainpack export` writes tar archives and JSON Lines from any input.
      """)

  static let outputExists = DiagnosticCode(
    "output.exists", "an output file exists already",
    explanation: """
      TrainPack overwrites nothing unless told to. Give --force to replace the file once the new one is whole, or name \
      another.
      """)

  static let exportContentLost = DiagnosticCode(
    "export.content-lost", "the chat template leaves out text of a record",
    explanation: """
      What went into the template did not come out: some templates pass over roles that they do not know, drop a system \
      message, or cut `<think>` blocks from earlier turns. The model would be trained on something else than the record \
      says, so the export stops. Move the text into a message that the template keeps, choose another profile, set such \
      records aside with --on-bad-record skip, or, where leaving it out is what the model was trained with, export them \
      with --on-lost-content keep.
      """)

  static let verifySource = DiagnosticCode(
    "verify.source", "an export and its source do not account for each other",
    explanation: """
      Every record of the source must be in the shards, in the ledger as dropped, or bad and set aside, exactly once, \
      under the same identifier and with the same bytes; and the shards must hold nothing else. Where they differ the \
      source was changed after the export, another file was named, or the export was edited.
      """)

  static let verifySourceCount = DiagnosticCode(
    "verify.source-count", "another number of source files than the export was made from",
    explanation: """
      The manifest lists the inputs of an export. `trainpack verify DIR --source A B` takes as many files, in that order.
      """)

  static let verifySourceStream = DiagnosticCode(
    "verify.source-stream", "the export was made from a file, and standard input or a pipe is named in its place",
    explanation: """
      The manifest states the sum of the file as it lies on disk, and its records are read after that: a stream can be \
      read only once. Name the file itself. An export that was made from standard input is proved against either, as its \
      manifest states the sum of the records.
      """)

  static let verifyInput = DiagnosticCode(
    "verify.input", "a source is not the input that the manifest describes",
    explanation: """
      For each input the manifest states the size and the sha256 of the file, or for a stream the sum of its records, and \
      how many records it held. The file that was named has others: it was changed, compressed anew or replaced after the \
      export, or the manifest was edited. The other findings say which records differ.
      """)

  static let verifyProfile = DiagnosticCode(
    "verify.profile", "the profile that an export was made for is not to be had",
    explanation: """
      `trainpack verify --source` renders and encodes the source again, and `trainpack inspect` shows the text of tokens. \
      They need the profile that the manifest names, with its vocabulary and template. Name the profile's file with --profile PATH, or fetch the vocabulary.
      """)

  static let verifyModel = DiagnosticCode(
    "verify.model", "the model is not the one that the manifest describes",
    explanation: """
      The manifest states the profile and the sums of its tokenizer and chat template, with the ids of its special tokens. \
      Those of the profile at hand differ, so its tokens would prove nothing: the profile was changed after the export, \
      another was named with --profile, or the manifest was edited.
      """)

  static let verifySystemPrompt = DiagnosticCode(
    "verify.system-prompt", "the system prompt that an export was made with is missing, or another",
    explanation: """
      An export made with --system-prompt FILE holds that text in its records, and the manifest its sha256. To render the \
      source again, `trainpack verify --source` needs the same file: --system-prompt FILE.
      """)

  static let verifySettings = DiagnosticCode(
    "verify.settings", "the settings in the manifest are not those of the export",
    explanation: """
      `generator.config_sha256` is the sum of all settings and the version. The settings that the manifest states do not \
      give it, contradict each other, or are none that this version knows: the manifest was edited, or another version \
      made it.
      """)

  static let verifyTokens = DiagnosticCode(
    "verify.tokens", "the tokens or the loss mask of an example are not what its record gives",
    explanation: """
      Each record of the source was rendered, encoded and fitted again with the settings of the manifest. The shards hold \
      other token ids for it, or other labels. They were edited, or made by something else than the manifest says.
      """)

  static let verifyFit = DiagnosticCode(
    "verify.fit", "the ledger is not what fitting the source gives",
    explanation: """
      Each record of the source was fitted again with the settings of the manifest. Its line in `fit-ledger.jsonl` must be \
      the same byte for byte, the lines in the order of the source, and no line more or less. The ledger was edited, or \
      the source is another.
      """)

  static let verifyRows = DiagnosticCode(
    "verify.rows", "the examples do not stand in the rows that packing gives",
    explanation: """
      Packing depends on the lengths of the examples alone, so it was done again. The shards hold the right examples in \
      other rows, or in another order than the manifest's packing strategy puts them.
      """)

  static let compareRejected = DiagnosticCode(
    "compare.rejected", "a profile's chat template refuses records",
    explanation: """
      Some chat templates raise an error for roles that they do not know or for turns that do not alternate. In a \
      comparison such records count against that profile alone: its tokens, lengths and rows are those of the records that \
      it takes, so it stands below the profiles that take more. `trainpack check DATA --profile P` names the first such \
      record and what to do.
      """)

  static let compareContentLost = DiagnosticCode(
    "compare.content-lost", "a profile's chat template leaves something out of records",
    explanation: """
      The template renders these records without a text, a call of a tool or the definitions of tools that they have, so \
      that its tokens, lengths and rows are smaller than those of the whole records: it stands below the profiles that \
      leave out less. `trainpack export` stops at such a record (export.content-lost), and `trainpack check DATA --profile P` \
      says what is lost of which.
      """)

  static let hintContentLost = DiagnosticCode(
    "hint.content-lost", "records were counted that an export would not take",
    explanation: """
      The chat template leaves a text, a call of a tool or the definitions of tools out of these records. They are counted \
      here, but `trainpack export` stops at the first of them (export.content-lost), or sets them aside with \
      --on-bad-record skip, so that fewer are trained than the hint is for. Choose a profile whose template renders the \
      records whole.
      """)

  static let fitNothingLeft = DiagnosticCode(
    "fit.nothing-left", "no record fits",
    explanation: """
      Every record is longer than the budget, so that the output of `trainpack fit` holds none; the ledger says of each how \
      long it is and why it was dropped. The run ends with status 1. Where records have a vignette, context or dialogue, \
      `--fit trim` shortens it, and where they have earlier turns `--fit turns` leaves these out; else name a longer \
      --context-length.
      """)

  static let fitSharedPrompt = DiagnosticCode(
    "fit.shared-prompt", "the prompt of a preference pair stands in the record twice",
    explanation: """
      The lists or transcripts of both answers begin with the prompt, and what fitting takes out of it would have to go from \
      both, byte by byte. `trainpack fit` writes records as they are but for its cuts, so it refuses. Write the prompt once, \
      as "prompt", with the answers alone in "chosen" and "rejected"; or export the pairs with `--rows preference`, whose \
      rows have the prompt once.
      """)

  static let fitNoSuchRecord = DiagnosticCode(
    "fit.no-such-record", "the input has no record of that number",
    explanation: """
      `trainpack fit --explain N` shows what fitting does to the N-th record of the input, counted from 1 over all files \
      in their order; records that cannot be read count too. The message says how many there are.
      """)

  static let hintConfigInvalid = DiagnosticCode(
    "hint.config-invalid", "a model's configuration does not say what adapters depend on",
    explanation: """
      `trainpack hint --config FILE` reads the config.json of a model, as it lies in its repository on the Hugging Face \
      Hub: model_type, hidden_size, num_hidden_layers, num_attention_heads, num_key_value_heads, head_dim and \
      intermediate_size. A figure that is missing is said to be; one that is no whole number above 0 is an error.
      """)

  /// The codes of this room.
  public static let trainPackCodes: [DiagnosticCode] =
    [
      .countNoSuchField, .tokenizeNotAString, .renderNotAnObject, .systemPromptNotUTF8,
      .systemPromptByteOrderMark, .systemPromptEmpty, .systemPromptRejected, .outputFileUnwritable,
      .outputNameUnsuited, .outputExists,
      .outputSameFile, .exportContentLost, .verifySource, .verifySourceCount, .verifySourceStream, .verifyInput,
      .verifyProfile, .verifyModel, .verifySystemPrompt, .verifySettings, .verifyTokens, .verifyFit, .verifyRows,
      .compareRejected, .compareContentLost, .hintContentLost, .fitNothingLeft, .fitSharedPrompt, .fitNoSuchRecord,
      .hintConfigInvalid,
    ] + exportChoiceCodes + compareTemplatesCodes
}
