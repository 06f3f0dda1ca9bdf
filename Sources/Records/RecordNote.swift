import Diagnostics

/// Something about a record that is no error but that a check should report.
public struct RecordNote: Hashable, Sendable {
  public var code: DiagnosticCode
  /// What was seen: one sentence.
  public var message: String
  public var location: InputLocation

  public init(_ code: DiagnosticCode, _ message: String, at location: InputLocation) {
    self.code = code
    self.message = message
    self.location = location
  }
}

extension DiagnosticCode {
  public static let recordsByteOrderMark = DiagnosticCode(
    "records.byte-order-mark", "the file begins with a byte order mark",
    explanation: """
      Some Windows programs put U+FEFF before the text of a UTF-8 file. It was skipped at the start of the file, and nowhere \
      else. Other readers take it for a part of the first record; save the file without it.
      """)

  public static let recordsOwnSystemPrompt = DiagnosticCode(
    "records.own-system-prompt", "a record has a system prompt of its own",
    explanation: """
      A system prompt was given for all records, and this record brings its own. The record's own is used, so the given one \
      is not in this conversation. Remove the record's system message if the given one should count everywhere.
      """)

  public static let recordsUnusedSystemPrompt = DiagnosticCode(
    "records.unused-system-prompt", "a system prompt was given, and the record is a plain text",
    explanation: """
      A plain text has no turns, so the prompt of `--system-prompt` is not put before it. Leave the option out for such data.
      """)

  public static let recordsIgnoredField = DiagnosticCode(
    "records.ignored-field", "a message has a field that is not used",
    explanation: """
      Messages are read by role, content, tool calls, reasoning and name. Other members of a message are not rendered, so the \
      model does not see them.
      """)

  public static let recordsEmptyTurn = DiagnosticCode(
    "records.empty-turn", "a turn other than the assistant's is empty",
    explanation: """
      A system or user message is empty or only white space. Chat templates still write its markers. It is seldom meant.
      """)

  public static let recordsUnansweredTurn = DiagnosticCode(
    "records.unanswered-turn", "a conversation does not end with the assistant",
    explanation: """
      The last message is not the assistant's, so nothing is trained after it. The answer may have been lost on the way.
      """)

  public static let medqaAnswerTextDiffers = DiagnosticCode(
    "medqa.answer-text-differs", "the answer's text is not the text of the option it names",
    explanation: """
      `answer` repeats the text of the right option, and here it is another text than that of the option which `answer_idx` \
      names. One of the two is wrong. The option's text is used; look at the record.
      """)

  public static let recordsUnbalancedTurns = DiagnosticCode(
    "records.unbalanced-turns", "the turns of a conversation do not follow one another",
    explanation: """
      The user and the assistant should take turns, and a tool should answer only where it was called. Some chat templates \
      refuse other conversations; others render them, and the model learns from them. Some trainers drop them in silence.
      """)

  public static let recordsRepeatedOptions = DiagnosticCode(
    "records.repeated-options", "a question repeats its options",
    explanation: """
      The text of the question ends in \"Answer Choices: (A) … (B) …\", and the record has the same options in a field of \
      their own. They are written once, as the record layout says; the repeated list is left out.
      """)

  public static let recordsEmptyOption = DiagnosticCode(
    "records.empty-option", "an option of a question is empty",
    explanation: """
      One of the options has no text, and is not the right one. It is laid out as a letter with nothing after it, which \
      tells the model that it is wrong. Fill it in, or take it out where the question has fewer options.
      """)

  public static let recordsLetteredOptions = DiagnosticCode(
    "records.lettered-options", "the options of a question carry their own letters",
    explanation: """
      Each option begins with its letter, as in \"A) 21\", and the record layout writes a letter before it: the model reads \
      \"A. A) 21\". Take the letters out of the options, or use a record layout that writes none.
      """)

  public static let recordsSameOptions = DiagnosticCode(
    "records.same-options", "the right answer of a question is the text of more than one option",
    explanation: """
      Two options say the same, and one of them is the right one. The model learns that the other is wrong. Look at the \
      record: an option was probably copied twice.
      """)

  public static let recordsUnreadPassage = DiagnosticCode(
    "records.unread-passage", "a question with options has a passage beside it that is not read",
    explanation: """
      The record holds a text (`article`, `passage` or `context`) that the question may be about, and the record layout does \
      not name it: the model is asked about a text that it does not see. A layout of your own brings it in, as in \
      `{article}` before `{vignette}{stem}` in its `[user]` part; give it with `--record-layout`.
      """)

  public static let recordsAnswerInPrompt = DiagnosticCode(
    "records.answer-in-prompt", "the record layout puts the answer into the prompt",
    explanation: """
      The `[user]` or `[system]` part of the record layout names the field that holds the answer. The model then reads what \
      it is to learn, and learns to copy; without the answer it knows no more than before. Usually the placeholder stands \
      in the wrong part of the layout.
      """)

  public static let recordsNoExplanation = DiagnosticCode(
    "records.no-explanation", "the record layout puts an explanation before the answer, and a record has none",
    explanation: """
      A layout that reasons first is to teach a model to explain before it answers. A record without an explanation is laid \
      out as the answer alone, so that it teaches the contrary.
      """)

  /// The codes of notes.
  static let recordsNoteCodes: [DiagnosticCode] = [
    .recordsByteOrderMark, .recordsOwnSystemPrompt, .recordsUnusedSystemPrompt, .recordsIgnoredField, .recordsEmptyTurn,
    .recordsUnansweredTurn,
    .recordsUnbalancedTurns, .recordsRepeatedOptions, .recordsEmptyOption, .recordsLetteredOptions,
    .recordsSameOptions, .recordsUnreadPassage, .recordsAnswerInPrompt,
    .recordsNoExplanation, .medqaAnswerTextDiffers,
  ]
}
