import Diagnostics
import Prompting

/// A question with lettered options, laid out.
///
/// The question is the case (vignette), the question proper (stem: the last sentence), and the options. The space between
/// vignette and stem belongs to the vignette, so that removing its last sentences leaves natural text.
struct MultipleChoice {
  var question: RecordObject.Text
  /// Each option with its letter, in order.
  var options: [(letter: [UInt8], text: RecordObject.Text)]
  /// The letter of the right option, as a part of the answer.
  var answerLetter: MessagePart
  var answer: RecordObject.Text
  var explanation: RecordObject.Text?

  /// Where an explanation may stand.
  static let explanationRole = FieldRole("the explanation", ["explanation", "exp", "rationale"])

  static let vocabulary = ConversationLayout.Vocabulary(
    ["vignette", "stem", "letter", "answer"],
    sections: ["options": ["letter", "option"], "explanation": ["explanation"]],
    answers: ["letter", "answer", "answer_idx", "cop"])

  private static let userLayout = """
    [user]
    {vignette}{stem}

    Options:{#options}
    {letter}. {option}{/options}
    """

  static let shippedLayouts = AnswerLayouts.all(
    user: userLayout, statement: "The correct answer is {letter}: {answer}", letter: "{letter}")

  func messages(by layout: ConversationLayout, in record: inout RecordObject) throws -> [Message] {
    if question.isBlank { throw record.empty(question.pointer, "there is no question") }
    if answer.isBlank { throw record.empty(answer.pointer, "it is the answer to learn") }
    for option in options where option.text.isBlank {
      record.note(.recordsEmptyOption, "an option is empty", at: option.text.pointer)
    }
    noteDoubtfulOptions(in: &record)
    var values = RecordLayout.Values(questionParts(in: &record))
    values.placeholders["letter"] = [answerLetter]
    values.placeholders["answer"] = [answer.part(.answer)]
    values.sections["options"] = options.map { option in
      RecordLayout.Values([
        "letter": [MessagePart(option.letter, purpose: .layout)], "option": [option.text.part(.option)],
      ])
    }
    if let explanation {
      values.sections["explanation"] = [RecordLayout.Values(["explanation": [explanation.part(.explanation)]])]
    }
    return try layout.messages(values, of: &record)
  }

  /// Notes options that carry their own letters, and a right answer that stands there twice.
  private func noteDoubtfulOptions(in record: inout RecordObject) {
    if options.count > 1, options.allSatisfy({ Self.carries($0.letter, $0.text.utf8) }) {
      record.note(.recordsLetteredOptions, "the options carry their own letters", at: options[0].text.pointer)
    }
    let same = options.filter { $0.text.utf8 == answer.utf8 }
    if same.count > 1 {
      record.note(
        .recordsSameOptions, "the right answer is the text of \(same.count) options", at: same[1].text.pointer)
    }
  }

  /// Whether a text begins with the letter as lists write it: "A)", "A.", "A:" or "(A)".
  private static func carries(_ letter: [UInt8], _ text: [UInt8]) -> Bool {
    let isOpen = text.first == 0x28
    let rest = isOpen ? text.dropFirst() : text[...]
    guard rest.starts(with: letter), let end = rest.dropFirst(letter.count).first else { return false }
    return isOpen ? end == 0x29 : end == 0x29 || end == 0x2E || end == 0x3A
  }

  /// The question's vignette and stem; together they are the field's bytes exactly, but for options that the question
  /// repeats.
  private func questionParts(in record: inout RecordObject) -> [String: [MessagePart]] {
    let text = question.utf8
    let end = endWithoutRepeatedOptions(in: &record)
    let stemStart = SentenceSplitter.ranges(in: Array(text[..<end.question])).last?.lowerBound ?? 0
    func part(_ range: Range<Int>, _ purpose: MessagePart.Purpose) -> [MessagePart] {
      range.isEmpty
        ? [] : [MessagePart(Array(text[range]), purpose: purpose, field: question.pointer, fieldRange: range)]
    }
    return ["vignette": part(0..<stemStart, .vignette), "stem": part(stemStart..<end.text, .stem)]
  }

  private static let repeatMarker = Array("\nAnswer Choices: ".utf8)

  /// Where the question proper ends, and where its text does: the same, but where the options follow as in MedXpertQA,
  /// "Answer Choices: (A) … (B) …". They are left out when they are the record's options to the byte, as the layout writes
  /// those; other lists stay in the stem, where nothing shortens them.
  private func endWithoutRepeatedOptions(in record: inout RecordObject) -> (question: Int, text: Int) {
    let text = question.utf8
    let marker = Self.repeatMarker
    guard let start = text.indices.last(where: { text[$0] == marker[0] && text[$0...].starts(with: marker) }) else {
      return (text.count, text.count)
    }
    let list = options.map { Array("(".utf8) + $0.letter + Array(") ".utf8) + $0.text.utf8 }
    guard text[(start + marker.count)...].elementsEqual(list.joined(separator: Array(" ".utf8))) else {
      return (start, text.count)
    }
    record.note(
      .recordsRepeatedOptions, "the question repeats its options, which are written once", at: question.pointer)
    return (start, start)
  }
}
