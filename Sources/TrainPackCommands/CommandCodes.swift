import Diagnostics

extension DiagnosticCode {
  static let unknownCode = DiagnosticCode(
    "explain.unknown-code", "no error or finding has this code",
    explanation: """
      `trainpack explain` knows the codes that this version prints. The code may come from another version, or be \
      misspelt; `trainpack explain` without a code lists them all.
      """)
}

/// The codes of this room.
let commandCodes: [DiagnosticCode] = [.outputUnwritable, .unknownCode]

/// What to do about an unknown name: the names nearest to it, and the command that lists the known ones.
func fixForUnknown(_ name: String, among known: [String], listedBy command: String) -> String {
  let list = "`\(command)` lists them all"
  return NearestNames(to: name, among: known).question.map { "\($0) \(list)" } ?? list
}
