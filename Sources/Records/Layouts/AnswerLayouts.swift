/// The three layouts of a question with options: the answer and then its explanation, the explanation first, or nothing but
/// the letter.
enum AnswerLayouts {
  /// - Parameters:
  ///   - user: The user's part, with its `[user]` line.
  ///   - statement: The sentence that gives the answer.
  ///   - letter: The placeholder of the option's letter or word.
  static func all(user: String, statement: String, letter: String) -> [(name: String, text: String)] {
    [
      ("answer-first", "\(statement){#explanation}\n\n{explanation}{/explanation}"),
      ("reasoning-first", "{#explanation}{explanation}\n\n{/explanation}\(statement)"),
      ("letter-only", letter),
    ].map { name, assistant in (name, "\(user)\n[assistant]\n\(assistant)") }
  }
}
