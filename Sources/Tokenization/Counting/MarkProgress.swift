/// Which of the marks in a text were reached, and how many tokens lie before them.
struct MarkProgress {
  private let marks: TextMarks
  /// For each mark that was reached.
  private(set) var counts: [Int] = []
  /// The first mark that was not reached.
  private(set) var next = Int.max
  /// Whether nothing went past a mark.
  var isClean = true

  /// Begins a text; marks at its start are reached.
  init(_ marks: TextMarks = TextMarks()) {
    self.marks = marks
    counts.reserveCapacity(marks.count)
    pass(0, upTo: 0)
  }

  /// Says that `tokenCount` tokens end at `position` or before it, where some mark is or was.
  @inline(never)
  mutating func reach(_ position: Int, tokenCount: Int) {
    if position > next { isClean = false }
    pass(tokenCount, upTo: position)
  }

  /// Ends the text: marks behind it have all its tokens before them.
  mutating func finish(tokenCount: Int) { pass(tokenCount, upTo: .max) }

  private mutating func pass(_ tokenCount: Int, upTo position: Int) {
    while counts.count < marks.count, marks[counts.count] <= position { counts.append(tokenCount) }
    next = counts.count < marks.count ? marks[counts.count] : .max
  }
}
