import Diagnostics

extension DiagnosticCode {
  public static let recordsNoRecords = DiagnosticCode(
    "records.no-records", "an input holds no record",
    explanation: """
      The file is empty, or holds only blank lines. A dataset without records is almost always a wrong path or a step before \
      this one that failed. Leave the file out if it is meant to be empty.
      """)

  public static let recordsTruncatedLastLine = DiagnosticCode(
    "records.truncated-last-line", "the last line of the file looks truncated",
    explanation: """
      The last line has no line break at its end, and its JSON stops in the middle. A download or a program that was writing \
      the file was interrupted; more records than this one may be missing. Get the file again from where it came.
      """)

  public static let recordsNotAnObject = DiagnosticCode(
    "records.not-an-object", "a record is not a JSON object",
    explanation: """
      Each line, element or member must hold one JSON object, whose members are the record's fields. An array, a string or a \
      number has no fields to read.
      """)

  public static let recordsMissingField = DiagnosticCode(
    "records.missing-field", "a record lacks a field that its format needs",
    explanation: """
      The format was named, or recognised from the first records, and this record does not have one of its fields. Records \
      of two formats in one file, and misspelt field names, are the usual causes. `--on-bad-record skip` sets such records \
      aside and counts them.
      """)

  public static let recordsWrongType = DiagnosticCode(
    "records.wrong-type", "a field of a record has the wrong type",
    explanation: """
      The field is there, but holds a number where a text is needed, a text where a list is needed, and so on. TrainPack \
      converts nothing in silence, as a converted value changes what a model learns. Mend the record, or skip it with \
      `--on-bad-record skip`.
      """)

  public static let recordsEmptyField = DiagnosticCode(
    "records.empty-field", "a field that must hold text is empty",
    explanation: """
      The question or the answer of a record is empty or only white space. A model trained on an empty answer learns to stop \
      at once. Remove such records, or skip them with `--on-bad-record skip`.
      """)

  public static let recordsUnknownRole = DiagnosticCode(
    "records.unknown-role", "a message has a role that is not known",
    explanation: """
      Roles are system, developer, user, assistant and tool. Other names (human, gpt, bot) come from other formats, and chat \
      templates drop or refuse them. Rename the roles, or name the format that the file really has.
      """)

  public static let recordsUnsupported = DiagnosticCode(
    "records.unsupported", "a record uses something that is not supported",
    explanation: """
      Images and sounds, weights between 0 and 1, answers that are labelled as bad, and the like change what is rendered and \
      trained. What TrainPack does not do is refused and not ignored. Remove it, or skip such records with \
      `--on-bad-record skip`.
      """)

  public static let recordsNoAssistantTurn = DiagnosticCode(
    "records.no-assistant-turn", "a conversation has no assistant turn",
    explanation: """
      Only what the assistant says is trained, so a conversation without it teaches nothing. It is often the prompt half of a \
      record whose answer was lost on the way.
      """)

  public static let recordsUnknownFormat = DiagnosticCode(
    "records.unknown-format", "the format of the records is not recognised",
    explanation: """
      The format is recognised from the fields of the first records. Here no format fits most of them; the message says what \
      each format missed. Say which field is which with `--map`, as in `--map question=stem --map answer=label`, or name the \
      format with `--input-format` to see what is wrong record by record.
      """)

  public static let recordsAmbiguousFormat = DiagnosticCode(
    "records.ambiguous-format", "the records fit more than one format",
    explanation: """
      The first records have the fields of several formats, and reading them as one or the other gives different training \
      data. Name the format that is meant with `--input-format`.
      """)

  public static let recordsAmbiguousFields = DiagnosticCode(
    "records.ambiguous-fields", "two fields of the records could both be the question or the answer",
    explanation: """
      A record fills two fields that both go by a name of the question, of the answer, or of another part of which there is \
      one. Reading the one and passing over the other would change what a model learns. Say which one is meant with `--map`, \
      as in `--map query=instruction`; the other is then told among the fields that are not used.
      """)

  public static let recordsUnknownFormatName = DiagnosticCode(
    "records.unknown-format-name", "there is no dataset format of this name",
    explanation: """
      `--input-format` takes the name of one of the formats that the message lists. Without the option the format is \
      recognised from the first records.
      """)

  public static let recordsInvalidLayout = DiagnosticCode(
    "records.invalid-layout", "the text of a record layout is wrong",
    explanation: """
      A layout is a text with {field} placeholders and {#section}…{/section} blocks that repeat. It names a placeholder or a \
      section that the format does not have, or a section is not closed.
      """)

  public static let recordsNoSuchField = DiagnosticCode(
    "records.no-such-field", "a field to be changed is not a text of the record",
    explanation: """
      A changed text is written back in the place of the old one. The record has no text at this JSON pointer, so there is \
      nothing to replace. This happens when a record was changed between reading and writing.
      """)

  public static let medqaAnswerNotAnOption = DiagnosticCode(
    "medqa.answer-not-an-option", "the answer letter is not one of the options",
    explanation: """
      `answer_idx` names the right option by its key in `options`. A letter that is not there leaves the record without an \
      answer; taking the text of `answer` instead would hide that the record is damaged.
      """)

  public static let medqaUnknownBase = DiagnosticCode(
    "medqa.unknown-base", "the records do not say whether the number of the right option counts from 0 or from 1",
    explanation: """
      The records name the right option by its number. Taking a number that counts from 0 for one that counts from 1 makes \
      every answer wrong. A 0 occurs only in the one, and the number of the options only in the other; where neither \
      occurs, or both do, say it with `--input-format medqa-0` or `medqa-1`.
      """)

  public static let recordsAnswerNotAnOption = DiagnosticCode(
    "records.answer-not-an-option", "the answer of a record is not one of its options",
    explanation: """
      A question with options names the right one, and this record names one that is not there. Without it the record has no \
      answer to learn; guessing would hide that the record is damaged.
      """)

  public static let medmcqaUnknownBase = DiagnosticCode(
    "medmcqa.unknown-base", "the records do not say whether cop counts from 0 or from 1",
    explanation: """
      MedMCQA names the right option by a number, which counts from 0 in the release on the Hub and from 1 in the original \
      one. Taking one for the other makes every answer wrong. A 0 occurs only in the one and a 4 only in the other; where \
      neither occurs, or both do, the base must be said with `--input-format medmcqa-0` or `medmcqa-1`.
      """)

  public static let recordsToolJSON = DiagnosticCode(
    "records.tool-json", "a tool call or a list of tools is not the JSON that it should be",
    explanation: """
      Calls and definitions of tools often stand in a record as a string that holds JSON. This one holds something else, so \
      that a chat template could not render it. Mend the string, or skip such records with `--on-bad-record skip`.
      """)

  public static let recordsSamePreference = DiagnosticCode(
    "records.same-preference", "the chosen and the rejected answer of a pair are the same",
    explanation: """
      A preference pair teaches which of two answers is better. Where both are equal there is nothing to prefer; such pairs \
      usually come from a comparison that ended in a tie.
      """)

  public static let recordsNoSharedPrompt = DiagnosticCode(
    "records.no-shared-prompt", "the two answers of a preference pair do not answer the same prompt",
    explanation: """
      Where `chosen` and `rejected` are whole conversations, their prompt is what both begin with. Here they differ from the \
      first question on, or the record's `prompt` is another text. A preference between answers to different questions \
      teaches nothing.
      """)

  public static let recordsInvalidMap = DiagnosticCode(
    "records.invalid-map", "a --map cannot be read",
    explanation: """
      `--map NAME=FIELD` says that the format's field NAME stands in the record's FIELD: a top-level field, or a JSON pointer \
      such as `/label/text`. Give the option once for each field.
      """)

  public static let recordsUnknownMapName = DiagnosticCode(
    "records.unknown-map-name", "a --map names a field that the format does not read",
    explanation: """
      The name before the \"=\" of `--map` is one of the format's fields, which the message lists, or a placeholder of the \
      record layout. A name that is not read would be ignored, and the data with it.
      """)

  public static let recordsUnknownLayout = DiagnosticCode(
    "records.unknown-layout", "there is no record layout of this name for the format",
    explanation: """
      A record layout says how fields become the text of a conversation. `--record-layout` takes the name of one that \
      TrainPack brings for the format, or a file that holds one. Formats whose records are conversations have none.
      """)

  /// The codes of this room.
  public static let recordsCodes: [DiagnosticCode] =
    [
      .recordsNoRecords, .recordsTruncatedLastLine, .recordsNotAnObject, .recordsMissingField, .recordsWrongType,
      .recordsEmptyField, .recordsUnknownRole, .recordsUnsupported, .recordsNoAssistantTurn, .recordsUnknownFormat,
      .recordsAmbiguousFormat, .recordsAmbiguousFields, .recordsUnknownFormatName, .recordsInvalidLayout,
      .recordsNoSuchField, .medqaAnswerNotAnOption, .medqaUnknownBase, .recordsAnswerNotAnOption, .medmcqaUnknownBase,
      .recordsToolJSON,
      .recordsSamePreference, .recordsNoSharedPrompt, .recordsInvalidMap, .recordsUnknownMapName, .recordsUnknownLayout,
    ] + recordsContainerCodes + recordsNoteCodes
}
