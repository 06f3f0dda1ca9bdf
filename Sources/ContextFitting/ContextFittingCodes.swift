import Diagnostics

extension DiagnosticCode {
  static let fitBudget = DiagnosticCode(
    "fit.budget", "the context length and the reserve leave no room for examples",
    explanation: """
      The budget of an example is the context length (`--context-length`, or what the model's profile recommends for \
      training) less the reserve (`--reserve`), which keeps room for what is generated later. It must be at least one \
      token, and the reserve must not be negative.
      """)

  static let fitTooLong = DiagnosticCode(
    "fit.too-long", "an example is longer than the budget",
    explanation: """
      With `--fit raise` the first record whose rendered example exceeds the budget stops the run, so that nothing is \
      left out unseen. `--fit drop` leaves such records out and lists each in the ledger; `--fit trim` shortens their \
      vignettes by whole sentences and never touches the question, the options or the answer; `--fit turns` leaves out \
      the oldest turns of a dialogue; `--fit split` divides a vignette over several examples.
      """)

  static let fitCountsDisagree = DiagnosticCode(
    "fit.counts-disagree", "counting and encoding give different lengths for one conversation",
    explanation: """
      Cuts are compared by a count alone, and the one that is chosen is encoded in full; the two must agree, or the \
      example could exceed its budget. That they do not is a defect of TrainPack or of a tokenizer file that breaks its \
      own rules: please report it with the record and the profile.
      """)

  public static let fitField = DiagnosticCode(
    "fit.field", "a field cannot be shortened, or kept, as it is asked for",
    explanation: """
      `--trim-first` and `--keep` name texts of the records: a field (`context`), a JSON pointer (`/contexts/0`), or all \
      that one role says (`role:tool`). Each is named once. The question after its vignette, the options, the answer and \
      its explanation are never shortened, whatever is named: without them an example teaches something else.
      """)

  static let fitFieldUnmet = DiagnosticCode(
    "fit.field-unmet", "a field that is named is in no record",
    explanation: """
      `--trim-first` or `--keep` names a field that none of the records has, so that it changes nothing: most often it is \
      called otherwise in the data. Records of one format may name their fields in their own way; a pointer such as \
      `/contexts/0` names a place in the record as it lies in the file.
      """)

  static let fitFieldRange = DiagnosticCode(
    "fit.field-range", "a vignette does not match the bytes of the field that it came from",
    explanation: """
      Every cut is recorded as a byte range of the record's own field, so that it can be repeated from the source. A \
      vignette whose text is not as long as its range in the field has been changed on the way, and a cut in it could \
      not be described. This is a defect of the layout that made the conversation: please report it.
      """)

  static let fitLedgerLine = DiagnosticCode(
    "fit.ledger-line", "a line of the ledger is not one that TrainPack writes",
    explanation: """
      The ledger (`fit-ledger.jsonl`) has one JSON object a line for every record that was shortened, divided or dropped, always \
      with the same keys in the same order. A line that was edited by hand or written by another tool proves nothing \
      about the export, so it is refused. Export again to get a fresh ledger.
      """)

  static let fitLedgerMismatch = DiagnosticCode(
    "fit.ledger-mismatch", "a cut of the ledger does not fit the record's text",
    explanation: """
      A ledger line gives the removed text and the bytes of the field where it stood. When the field holds something \
      else there, the source is not the one that was exported, or one of the two was changed since.
      """)

  /// The codes of this room.
  public static let contextFittingCodes: [DiagnosticCode] = [
    .fitBudget, .fitTooLong, .fitCountsDisagree, .fitField, .fitFieldUnmet, .fitFieldRange, .fitLedgerLine,
    .fitLedgerMismatch,
  ]
}
