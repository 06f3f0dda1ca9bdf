import Diagnostics

/// The names of a question and of its answer, which are decided together: datasets call them by usual pairs.
///
/// In a record that fills several of the names, a documented pair decides where exactly one of them is there.
struct FieldPair: Hashable, Sendable {
  var question: String
  var answer: String

  /// The names of these records.
  ///
  /// - Parameter pairs: The usual pairs.
  /// - Throws: `records.ambiguous-fields` where a record fills several names and no pair, or more than one, decides.
  static func decided(
    by records: [RecordFields], question: FieldRole, answer: FieldRole, pairs: [FieldPair]
  ) throws -> FieldPair? {
    var votes: [(pair: FieldPair, isUsual: Bool, count: Int)] = []
    for fields in records {
      let questions = question.filled(in: fields)
      let answers = answer.filled(in: fields)
      if questions.isEmpty || answers.isEmpty { continue }
      let all = questions.flatMap { question in answers.map { FieldPair(question: question, answer: $0) } }
      let usual = all.filter { pairs.contains($0.named(in: fields, question, answer)) }
      guard let pair = usual.count == 1 ? usual.first : all.count == 1 ? all.first : nil else {
        throw ambiguous(question, questions, answer, answers, in: fields)
      }
      if let index = votes.firstIndex(where: { $0.pair == pair }) {
        votes[index].count += 1
      } else {
        votes.append((pair, !usual.isEmpty, 1))
      }
    }
    let total = votes.reduce(0) { $0 + $1.count }
    // Where a name of a usual pair is blank here and there, the other records still say which pair it is.
    let usual = votes.filter { $0.isUsual && $0.count * 2 >= total }
    let candidates = usual.isEmpty ? votes : usual
    let most = candidates.map(\.count).max()
    return candidates.first { $0.count == most }?.pair
  }

  /// The pair as the records call it: a mapped field keeps the name that it has there, where that is one of the usual.
  private func named(in fields: RecordFields, _ questionRole: FieldRole, _ answerRole: FieldRole) -> FieldPair {
    func name(_ key: String, _ role: FieldRole) -> String {
      let own = fields.name(of: key)
      return role.keys.contains(own) ? own : key
    }
    return FieldPair(question: name(question, questionRole), answer: name(answer, answerRole))
  }

  private static func ambiguous(
    _ question: FieldRole, _ questions: [String], _ answer: FieldRole, _ answers: [String], in fields: RecordFields
  ) -> TrainPackError {
    if questions.count == 1 { return answer.ambiguous(answers, in: fields) }
    let advice = question.advice(questions, in: fields)
    if answers.count == 1 { return question.ambiguous(questions, in: fields, advice: [advice]) }
    return question.ambiguous(questions, in: fields, advice: [advice, answer.advice(answers, in: fields)])
  }
}
