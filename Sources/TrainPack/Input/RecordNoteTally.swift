import DatasetChecks
import Diagnostics
import ExampleEncoding
import Records

/// What was noted about the records of a pass, by code: how many show it, and where the first of them stand.
public struct RecordNoteTally: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    var tally = PlaceTally()
    /// The last part of the pointers met, each once: the names of the fields that were noted.
    var fieldNames: [String] = []
  }

  static let maximumFieldNames = 5

  private var entries: [String: Entry] = [:]

  public init() {}

  public var isEmpty: Bool { entries.isEmpty }

  /// Adds what was noted about one record (or file); several notes of one code count once.
  mutating func add(recordNotes notes: [RecordNote]) {
    var counted: [String] = []
    for note in notes {
      var entry = entries[note.code.id] ?? Entry()
      if !counted.contains(note.code.id) {
        counted.append(note.code.id)
        entry.tally.add(note.location)
      }
      if let name = note.location.pointer?.split(separator: "/").last.map(String.init),
        entry.fieldNames.count < Self.maximumFieldNames, !entry.fieldNames.contains(name)
      {
        entry.fieldNames.append(name)
      }
      entries[note.code.id] = entry
    }
  }

  /// Adds what was noted about other records.
  mutating func merge(_ later: RecordNoteTally) {
    for (id, more) in later.entries {
      var entry = entries[id] ?? Entry()
      entry.tally.merge(more.tally)
      for name in more.fieldNames where entry.fieldNames.count < Self.maximumFieldNames {
        if !entry.fieldNames.contains(name) { entry.fieldNames.append(name) }
      }
      entries[id] = entry
    }
  }

  /// A warning for each code that was noted, in the order of the catalogue; for what was asked for and loses nothing an
  /// information.
  ///
  /// - Parameter recordCount: All records met.
  public func findings(recordCount: Int) -> [Finding] {
    (DiagnosticCode.recordsCodes + [.templateSystemFolded, .templateSystemDropped]).compactMap { code in
      guard let entry = entries[code.id] else { return nil }
      let (message, fix) = Self.words(for: code, entry) {
        Words.share(entry.tally.count, of: recordCount, $0, $1)
      }
      return Finding(
        code, code == .templateSystemFolded ? .information : .warning, message, count: entry.tally.count,
        places: entry.tally.places, fix: fix)
    }
  }

  /// - Parameter share: The records with a verb in the singular or the plural, as there are one or several.
  private static func words(
    for code: DiagnosticCode, _ entry: Entry, share: (_ one: String, _ several: String) -> String
  ) -> (message: String, fix: String) {
    switch code {
    case .recordsByteOrderMark:
      let files = entry.tally.count == 1 ? "1 input begins" : "\(Words.grouped(entry.tally.count)) inputs begin"
      return (
        "\(files) with a byte order mark, which was skipped",
        "save the file as UTF-8 without it; other readers take it for a part of the first record"
      )
    case .recordsRepeatedInput:
      let inputs = entry.tally.count == 1 ? "1 input is" : "\(Words.grouped(entry.tally.count)) inputs are"
      return (
        "\(inputs) the same file as one named before, so that its records count and are trained again",
        "name each file once, unless its records are meant to have more weight"
      )
    case .recordsSkippedFiles:
      let files = entry.tally.count == 1 ? "1 file" : "\(Words.grouped(entry.tally.count)) files"
      return (
        "\(files) of the named folders and archives were passed over, as they are hidden or of another kind",
        "name a file itself to have it read, whatever its name"
      )
    case .recordsOwnSystemPrompt:
      return (
        "\(share("has a system prompt of its", "have a system prompt of their")) own, which is used in place of the one of --system-prompt",
        "remove the records' system messages where the given prompt should count everywhere"
      )
    case .recordsUnusedSystemPrompt:
      return (
        "\(share("is a plain text", "are plain texts")), without a system prompt: the one of --system-prompt is not used",
        "leave --system-prompt out for plain texts"
      )
    case .recordsIgnoredField:
      return (
        "\(share("has fields in its", "have fields in their")) messages that are not used, so that the model does not see them: "
          + Words.list(entry.fieldNames.map { "\"\($0)\"" }),
        "move what the model should see into the messages' content; take the other fields out to silence this"
      )
    case .recordsEmptyTurn:
      return (
        "\(share("has", "have")) an empty turn that is not the assistant's; chat templates still write its markers",
        "fill the turns in, or take them or their records out"
      )
    case .recordsUnansweredTurn:
      return (
        "\(share("does", "do")) not end with the assistant, so that nothing is trained after its last turn",
        "look for the lost answers; where there are none, take the last turns out, as they only cost tokens"
      )
    case .recordsUnbalancedTurns:
      return (
        "\(share("has", "have")) turns that do not follow one another: two of one speaker in a row, or a tool's answer to no call",
        "mend or remove these records; some chat templates refuse them, and some trainers drop them in silence"
      )
    case .recordsRepeatedOptions:
      return (
        "\(share("repeats its", "repeat their")) options at the end of the question; the repeated list is left out",
        "nothing is lost: the options are written once, as the record layout says"
      )
    case .recordsEmptyOption:
      return (
        "\(share("has", "have")) an option without text, which is laid out as a letter alone",
        "fill the options in, or take the empty ones out of their records"
      )
    case .recordsLetteredOptions:
      return (
        "\(share("has letters in its", "have letters in their")) options, which stand there twice where the record layout writes letters, too",
        "take the letters out of the options, or give a layout without {letter} in its {#options} with --record-layout"
      )
    case .recordsSameOptions:
      return (
        "\(share("has", "have")) the right answer in more than one option, so that the model learns that one of them is wrong",
        "look at these records: an option was probably copied twice"
      )
    case .recordsUnreadPassage:
      return (
        "\(share("has", "have")) a passage beside a question with options, which the model does not see: "
          + Words.list(entry.fieldNames.map { "\"\($0)\"" }),
        "give a layout with --record-layout that names it, as in {\(entry.fieldNames.first ?? "passage")} before "
          + "{vignette}{stem} in [user]"
      )
    case .recordsAnswerInPrompt:
      return (
        "\(share("has its", "have their")) answer in the prompt, where the record layout puts it, so that the model is taught to copy: "
          + Words.list(entry.fieldNames.map { "\"\($0)\"" }),
        "take the answer's {placeholder} out of [user] and [system] of the file that --record-layout names"
      )
    case .recordsNoExplanation:
      return (
        "\(share("has", "have")) no explanation for the record layout to put before the answer, so that answering at once is taught",
        "take such records out or add explanations, or choose --record-layout answer-first"
      )
    case .templateSystemFolded:
      return (
        "\(share("has its system prompt", "have their system prompts")) put into the first user message, as the chat template "
          + "refuses one",
        "serve the model with its system prompt in the same place"
      )
    case .templateSystemDropped:
      return (
        "\(share("is", "are")) without the system prompt that the chat template refuses, as --system drop says",
        "put it into the first user message with --system fold, unless the model is to do without it"
      )
    default: return ("\(share("shows", "show")) this: \(code.summary)", "`trainpack explain \(code.id)` says more")
    }
  }
}
