import Diagnostics
import Reports

/// Multiple-choice answers that disagree with their options, and letters that are out of balance.
struct AnswerCheck: Check {
  /// The lowest normalised entropy of the letters that raises no finding.
  static let lowestEntropy = 0.85
  /// How many answers an option there must be before their balance is judged.
  static let answersPerOption = 5

  private let settings: CheckSettings
  private var mismatched = PlaceTally()
  private(set) var letters = LetterCounts()

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    guard let answer = observation.answer else { return }
    letters.add(answer.letter, optionCount: answer.optionCount)
    if answer.agreement == .differs { mismatched.add(observation.location) }
  }

  mutating func merge(_ later: AnswerCheck) {
    mismatched.merge(later.mismatched)
    letters.merge(later.letters)
  }

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if mismatched.count > 0 {
      findings.append(
        Finding(
          .checkAnswerMismatch, .error,
          "in \(Words.share(mismatched.count, of: letters.count)) with options the answer's text is not the option that "
            + "its letter names",
          count: mismatched.count, places: mismatched.places,
          fix:
            "find out which of the two is right and correct the records; look whether the data counts options from 0 "
            + "or from 1"))
    }
    if let entropy = letters.normalizedEntropy, entropy < Self.lowestEntropy,
      letters.count >= Self.answersPerOption * letters.optionCount
    {
      findings.append(
        Finding(
          .checkAnswerImbalance, .warning,
          "the answers are out of balance, with a normalised entropy of "
            + "\(NumberText.decimal(entropy, fractionDigits: 3)) (at least \(Self.lowestEntropy) is expected): "
            + letters.summary,
          count: letters.count,
          fix: "shuffle the options of each record, or sample the records so that each letter is about as frequent"))
    }
    return findings
  }
}
