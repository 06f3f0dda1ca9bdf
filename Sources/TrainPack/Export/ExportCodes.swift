import Diagnostics

extension DiagnosticCode {
  static let exportRowsUnsuited = DiagnosticCode(
    "export.rows-unsuited", "a record cannot be a row of the kind that was asked for",
    explanation: """
      Each row kind asks something of the records: --rows messages and prompt-completion ask for turns, which a plain text \
      has not; --rows preference asks for a chosen and a rejected answer. Choose another --rows, or set the records that do \
      not suit it aside with --on-bad-record skip.
      """)

  static let exportNoPrompt = DiagnosticCode(
    "export.no-prompt", "a record has nothing before its answer",
    explanation: """
      A row of --rows prompt-completion holds the messages before the last assistant turn and that turn. A conversation \
      that begins with its only answer has no prompt. Add the question, set such records aside with --on-bad-record skip, \
      or use --rows messages.
      """)

  static let exportEarlierTurns = DiagnosticCode(
    "export.earlier-turns-untrained", "conversations have several answers, of which only the last is trained",
    explanation: """
      A row of --rows prompt-completion has one completion, which is the last assistant turn; the turns before it are in \
      the prompt, which is not trained. --rows messages, tokens or packed train every assistant turn.
      """)

  static let exportRejectedLeftOut = DiagnosticCode(
    "export.rejected-left-out", "rejected answers of preference records are not exported",
    explanation: """
      The records have a chosen and a rejected answer. Rows of this kind train on the chosen one; the rejected one is left \
      out. --rows preference exports both, for trainers of preferences such as TRL's DPOTrainer.
      """)

  static let exportWeightsLeftOut = DiagnosticCode(
    "export.weights-left-out", "answers that are not to be learnt cannot be told in rows of this kind",
    explanation: """
      The records take single assistant turns out of the loss (`"weight": 0`, say). Rows of messages or text have no place \
      for that, so a trainer learns those turns too. --rows tokens and packed keep them untrained.
      """)

  static let exportSplitShares = DiagnosticCode(
    "export.split-shares", "the shares of the splits cannot be used",
    explanation: """
      --split takes the splits with their shares, such as train=0.9,validation=0.1: decimals above 0 with at most nine \
      digits after the point, which add up to 1. Names are lowercase letters, digits and `_`, each once.
      """)

  static let exportEmptySplit = DiagnosticCode(
    "export.empty-split", "a split would have no example",
    explanation: """
      `load_dataset` fails for a dataset with an empty split, so none is written. With so few examples the share of the \
      split comes to less than one of them, or too many of them repeat one another and go to one split together, or every \
      record of its file was dropped. Give the split a larger share, or leave it out.
      """)

  static let exportSplitLeak = DiagnosticCode(
    "export.split-leak", "a record stands in more than one split",
    explanation: """
      The files that were named for different splits have copies of one record. What a model has learnt by heart it answers \
      in an evaluation as well, so that the figures of the evaluation are better than the model. Nothing is moved, as the \
      files say who is where: take repeats out of one of them. --split keeps repeats in one split.
      """)

  static let exportSplitNearLeak = DiagnosticCode(
    "export.split-near-leak", "a record differs from one of another split only in case, white space or punctuation",
    explanation: """
      The files that were named for different splits have records whose conversations are equal after folding case, white \
      space, punctuation and Unicode's normal form, which is what `check.folded-duplicates` counts. They make the figures of an evaluation better \
      than the model, as copies do. Nothing is moved, as the files say who is where: take repeats out of one of them. \
      --split keeps repeats in one split.
      """)

  static let exportSplitSimilar = DiagnosticCode(
    "export.split-similar", "records of different splits are similar",
    explanation: """
      Records are similar that have four fifths of their runs of three words in common, case, white space, punctuation and \
      the system prompt aside: a record of thirty words, for instance, and the same with one word changed. It is estimated \
      from 128 minhashes, so that some pairs with two thirds in common are taken for similar, too. They make the figures \
      of an evaluation better than the model, as copies do. --split keeps them in one split, unless a group of them is larger than the smallest split, which happens where all records have an \
      instruction in common. Nothing is moved between files that were named for splits.
      """)

  static let exportSplitFile = DiagnosticCode(
    "export.split-file", "a file is named for two splits",
    explanation: """
      The records of --split-file NAME=FILE form the split NAME, those of the other files the split train. A file in two \
      splits would be trained and evaluated on alike. Name each file once.
      """)

  static let exportCategories = DiagnosticCode(
    "export.categories", "the field of --stratify holds no categories",
    explanation: """
      --stratify FIELD divides the records of each value of a field alike. The field must be there in at least one record, \
      its values must be short, and there must be at most 10,000 of them: a field that is different in every record, or \
      holds texts, is no category.
      """)

  static let verifySplits = DiagnosticCode(
    "verify.splits", "the examples are not in the splits that dividing the source gives",
    explanation: """
      The examples were divided again with the method, the seed and the shares of the manifest. Some stand in another split, \
      or the manifest counts other categories. The export was edited, or the source is another.
      """)

  static let verifyFields = DiagnosticCode(
    "verify.fields", "the manifest counts other values of the records' fields than the source has",
    explanation: """
      The manifest counts the values of fields such as `source`, `model` and `category` for each split, and the card shows \
      them. They were counted again from the source, and differ. The export was edited, or the source is another.
      """)

  static let verifyRecordLayout = DiagnosticCode(
    "verify.record-layout", "the record layout that an export was made with is missing, or another",
    explanation: """
      An export made with --record-layout FILE states the sha256 of that file in its manifest. To make conversations of the \
      source again, `trainpack verify --source` needs the same file: --record-layout FILE. Layouts that TrainPack brings \
      are known by their names.
      """)

  /// The codes of choosing rows and splits.
  static let exportChoiceCodes: [DiagnosticCode] = [
    .exportRowsUnsuited, .exportNoPrompt, .exportEarlierTurns, .exportRejectedLeftOut, .exportWeightsLeftOut,
    .exportSplitShares, .exportEmptySplit, .exportSplitLeak, .exportSplitNearLeak, .exportSplitSimilar,
    .exportSplitFile,
    .exportCategories, .verifySplits, .verifyFields, .verifyRecordLayout,
  ]
}
