import Diagnostics

extension DiagnosticCode {
  static let checkOverflow = DiagnosticCode(
    "check.overflow", "records are longer than the budget",
    explanation: """
      The rendered conversation, with everything that the chat template adds, has more tokens than the context length \
      less the reserve. Most trainers cut such records without a word (TRL keeps the first 1,024 tokens by default, \
      LLaMA-Factory the first 2,048), and users report trainings that "succeed" with answers and findings cut away. Words \
      are no guide: a vignette of 600 words has about 870 tokens for one model and 1,090 for another. \
      Shorten with `--fit trim`, which touches only vignettes and records every cut in a ledger, leave the records out \
      with `--fit drop`, or raise `--context-length` within what the model was trained for.
      """)

  static let checkAnswerWouldBeTruncated = DiagnosticCode(
    "check.answer-would-be-truncated", "a trainer that truncates would cut trained tokens away",
    explanation: """
      The trained tokens of these records lie wholly or in part beyond the budget. The answer stands at the end, so a cut \
      at the end takes the answer or its end-of-turn token first: what is left teaches the model to stop in the middle \
      or, with nothing left to train on, gives a loss of zero or NaN. This is the most painful complaint about \
      fine-tuning tools, reported against TRL, Unsloth and LLaMA-Factory alike. \
      `trainpack export` never cuts an answer: it drops such records, or trims their vignettes with `--fit trim`.
      """)

  static let checkDoubleBOS = DiagnosticCode(
    "check.double-bos", "records begin with more than one beginning-of-sequence token",
    explanation: """
      The template writes the token and the tokenizer adds it again, or the data already holds it. Models meet \
      exactly one in pretraining; llama.cpp warns of a second, and it was reported against the tokenizers of DeepSeek-R1's \
      distillations, OpenRLHF and Open-R1. Use the profile's own \
      template, and take the token out of the data where it stands there.
      """)

  static let checkMissingBOS = DiagnosticCode(
    "check.missing-bos", "records do not begin with the model's beginning-of-sequence token",
    explanation: """
      The model was trained with this token in front of every sequence, and it is served with it, but the template of \
      this profile does not write it, so that training and serving differ in every sequence. A tool that strips a doubled \
      token has been reported to strip both.
      """)

  static let checkEOSUntrained = DiagnosticCode(
    "check.eos-untrained", "answers do not end with a trained end-of-turn token",
    explanation: """
      A model learns to stop only from the end-of-turn token after its answers. Where that token is missing or masked \
      out of the loss, the tuned model goes on without end, one of the oldest complaints about every trainer (masking \
      the padding token does it when padding and end of sequence are the same token). Either the template does not write \
      the token after the last answer, or its `{% generation %}` block ends before it.
      """)

  static let checkNoTrainedTokens = DiagnosticCode(
    "check.no-trained-tokens", "records have nothing to train on",
    explanation: """
      No token of these records is part of the loss: there is no assistant turn, the answer is empty, or the template's \
      `{% generation %}` tags leave it out. Many stock templates have no such tags, and trainers that rely on them mask \
      everything, so that the loss is zero or NaN for the batch. Such records cost time and teach nothing; repair or \
      remove them.
      """)

  static let checkControlToken = DiagnosticCode(
    "check.control-token-in-content", "the data spells special tokens of the model",
    explanation: """
      Text such as `<|im_end|>` or `[INST]` in a record is data, but a tokenizer that parses special tokens anywhere makes \
      control tokens of it: the turn ends in the middle of a message, or a user's text becomes a system prompt. One such \
      record has brought down a training on 64 GPUs. TrainPack counts and exports the text as ordinary text; other \
      tools that render the same data may not. Look at the places, and remove the text where it is left over from another \
      template.
      """)

  static let checkMarker = DiagnosticCode(
    "check.marker-in-content", "the data spells structural markers of the model",
    explanation: """
      Markers such as `<think>` or `<tool_call>` are tokens of their own but not special ones, so they are encoded as the \
      reference encodes them, wherever they stand. In answers they are often meant (a reasoning trace); in a question \
      they can make the model believe that reasoning or a tool call has begun.
      """)

  static let checkDuplicates = DiagnosticCode(
    "check.duplicate-records", "records repeat an earlier one byte for byte",
    explanation: """
      Repeats weigh more in training than their one example deserves, and a repeat that falls into the validation split \
      makes its score too good. Repetition is a choice for the number of epochs (up to about four passes cost little in \
      pretraining), not for chance. Keep the first of each.
      """)

  static let checkFoldedDuplicates = DiagnosticCode(
    "check.folded-duplicates", "records differ from an earlier one only in case, white space or punctuation",
    explanation: """
      After folding case, white space, punctuation and Unicode's normal form (NFC and NFD) the whole conversations are \
      equal, though the records are not byte for byte the same. This is an exact comparison of the folded texts, not a \
      search for similar ones: records that differ in a word are not found here, but kept on one side of a split by \
      `trainpack export --split`. They count like repeats in training and in a validation split.
      """)

  static let checkAnswerMismatch = DiagnosticCode(
    "check.answer-mismatch", "the answer's text is not the option that its letter names",
    explanation: """
      A multiple-choice record names its answer twice, as a letter and as text, and the two disagree. Which of them is \
      right cannot be told here, and a layout that uses either teaches a wrong answer for some of these records. MedMCQA \
      copies differ in whether the first option is 0 or 1, which shifts every letter by one.
      """)

  static let checkAnswerImbalance = DiagnosticCode(
    "check.answer-imbalance", "some answer letters are far more frequent than others",
    explanation: """
      The normalised entropy of the answer letters is below 0.85: 1 means that all letters are equally frequent, 0 that \
      there is only one. A model learns such a bias before it learns medicine; four letters of which one has 80 % of the \
      answers score 0.52, while MedQA scores over 0.99. Shuffle the options of each record, or sample the records by \
      letter. It is judged from five records an option on.
      """)

  static let checkShortOutputs = DiagnosticCode(
    "check.short-outputs", "most outputs are very short",
    explanation: """
      At least 80 % of the outputs have fewer than 50 tokens. A model tuned on them answers in as few words, also \
      where an explanation is wanted; the thousand longest answers of a set have been found to beat carefully filtered \
      ones. Of multiple-choice data it is what one expects, so there it is no finding. A record's \
      explanation field, where it has one, can be made part of the answer.
      """)

  static let checkContentLost = DiagnosticCode(
    "check.content-lost", "the chat template drops text of the data",
    explanation: """
      What went into the template did not come out: some templates drop or refuse a system message, cut `<think>` blocks \
      from earlier turns, or ignore roles that they do not know. The model is then not trained on what the records say. \
      Choose a profile whose template keeps the message, or move its text into a turn that is kept.
      """)

  static let checkTemplateRefuses = DiagnosticCode(
    "check.template-refuses", "the chat template does not render some of the records",
    explanation: """
      Some chat templates raise an error for roles that they do not know, for turns that do not alternate, or for calls of \
      tools without an identifier; others break on a message without content. Training would stop at such a record, or \
      leave it out. Change the records, choose a profile whose template takes them, or set them aside with \
      `--on-bad-record skip`.
      """)

  static let checkToolsLost = DiagnosticCode(
    "check.tools-lost", "the chat template leaves out the definitions of tools",
    explanation: """
      The records define tools and the template does not write them, so the model would learn to call what it was never \
      shown. Templates of models that were not trained with tools do this. Choose a profile whose template knows tools.
      """)

  static let checkRejectedOverflow = DiagnosticCode(
    "check.rejected-overflow", "with the rejected answer a preference pair is longer than the budget",
    explanation: """
      A trainer of preferences reads both answers of a pair, and cuts what exceeds its length without a word; the loss then \
      compares an answer with the beginning of another. Raise the context length, or leave such pairs out.
      """)

  static let checkPreferencePairs = DiagnosticCode(
    "check.preference-pairs", "the data are preference pairs",
    explanation: """
      Lengths and trained tokens are those of the chosen answers; the rejected ones are counted beside them. Rows other than \
      preference rows train on the chosen answers alone.
      """)

  static let checkContentRepeated = DiagnosticCode(
    "check.content-repeated", "the chat template writes text of the data more than once",
    explanation: """
      The same text of a record stands more than once in the rendered prompt, which costs tokens and, for an answer, \
      shows the model beforehand what it is to learn. `trainpack render --template FILE --spans` shows where each byte of a rendered prompt came from.
      """)

  static let checkContextConflict = DiagnosticCode(
    "check.context-conflict", "the model's sources disagree about its context length",
    explanation: """
      A model's configuration, tokenizer and card often name different context lengths: a limit that needs YaRN, a \
      sliding window that is shorter, a placeholder of 10^30 in the tokenizer. TrainPack uses what the profile recommends \
      for training, and lists the others so that the choice is yours. Training beyond the length that a model was trained \
      at needs its position scaling set up in the trainer.
      """)

  static let checkDefaultSystemPrompt = DiagnosticCode(
    "check.default-system-prompt", "the chat template inserts a system prompt of its own",
    explanation: """
      These records have no system message, and the template writes its default into them ("You are Qwen, created by …"). \
      It costs tokens in every record and is trained as context; if serving uses another prompt, or the template's next \
      version another default, the tuned model meets a prompt that it was not trained with. Fix one system prompt, keep it \
      under version control, and give it to training and serving alike.
      """)

  static let checkBeyondTrainedContext = DiagnosticCode(
    "check.beyond-trained-context", "the context is longer than what the model was trained at",
    explanation: """
      Positions beyond those that a model was trained at are new to it: without position scaling its answers there are \
      noise, and a fine-tuning run on long examples spends its data on learning positions. A length in a model's \
      configuration or card that is longer than the trained one holds only with such scaling (YaRN, dynamic NTK), set up \
      alike in training and in serving. Stay within the trained length, or choose a model that was trained at more.
      """)

  static let checkRecordsRejected = DiagnosticCode(
    "check.records-rejected", "records were set aside because they cannot be used",
    explanation: """
      With `--on-bad-record skip` a record that cannot be read or rendered is put into the rejects file, with its place, \
      its error and its bytes, and the run goes on without it. It is in none of the figures. When every record was set \
      aside nothing was looked at, which is an error: the data is most likely in another format than was assumed. Look \
      at the codes in the rejects file; repair the records and run again.
      """)

  static let checkPadEqualsEOS = DiagnosticCode(
    "check.pad-equals-eos", "the padding token is also an end-of-turn token",
    explanation: """
      A trainer that masks padding by its id masks the end of every answer with it, and the tuned model never stops \
      (reported against TRL, Unsloth and the Hugging Face course). TrainPack's exports carry labels, so no mask has to be \
      guessed; a trainer that makes its own labels needs another padding token.
      """)

  static let checkSuitesDiffer = DiagnosticCode(
    "check.suites-differ", "results of different sets of checks cannot be merged",
    explanation: """
      The results of parallel workers are merged check by check, so every worker has to run the same checks in the same \
      order. This is a defect of the program that calls TrainPack.
      """)

  /// The codes of this room, findings in the order in which equally severe ones are reported.
  public static let datasetChecksCodes: [DiagnosticCode] = [
    .checkRecordsRejected, .checkTemplateRefuses, .checkOverflow, .checkAnswerWouldBeTruncated, .checkNoTrainedTokens,
    .checkEOSUntrained,
    .checkDoubleBOS,
    .checkMissingBOS, .checkContentLost, .checkToolsLost, .checkRejectedOverflow, .checkContentRepeated,
    .checkAnswerMismatch, .checkControlToken, .checkMarker,
    .checkDuplicates, .checkFoldedDuplicates, .checkAnswerImbalance, .checkShortOutputs, .checkDefaultSystemPrompt,
    .checkBeyondTrainedContext, .checkContextConflict, .checkPadEqualsEOS, .checkPreferencePairs, .checkSuitesDiffer,
  ]
}
