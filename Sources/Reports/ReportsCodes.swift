import Diagnostics

extension DiagnosticCode {
  static let reportDuplicateKey = DiagnosticCode(
    "report.duplicate-key", "two parts of a report have the same name in its JSON",
    explanation: """
      Every table, distribution and group of facts of a report has a name of its own in the JSON face. Two that share \
      one would overwrite each other. This is a defect of TrainPack: please report it with the command that was run.
      """)

  /// The codes of this room.
  public static let reportsCodes: [DiagnosticCode] = [.reportDuplicateKey]
}
