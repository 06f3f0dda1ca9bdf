import Diagnostics
import ExampleEncoding
import Prompting

/// Tells the ways in which two renderings of a record differ, by the origin of each byte: the runs of what the record
/// holds are paired, and with them the template's words between two runs.
struct DifferenceKinds {
  let conversation: Conversation
  let examples: TemplatePair<EncodedExample>
  let templates: ComparedTemplates

  private let runs: TemplatePair<RenderedRuns>
  private var found: Set<TemplateDifference> = []
  /// What became of the text of each message, on either side.
  private lazy var written = examples.map { $0.writtenContent(of: conversation) }
  /// What either side wrote of the text of each message.
  private lazy var texts = runs.map { $0.messageTexts(count: conversation.messages.count) }

  init(_ examples: TemplatePair<EncodedExample>, of conversation: Conversation, templates: ComparedTemplates) {
    self.conversation = conversation
    self.examples = examples
    self.templates = templates
    runs = examples.map { RenderedRuns($0.prompt.text, of: conversation.messages) }
  }

  /// The ways of two renderings, in the order of their kinds; none only where the tokens are the same.
  ///
  /// - Complexity: O(*n*) in the bytes of the texts and of the record.
  static func told(
    by examples: TemplatePair<EncodedExample>, of conversation: Conversation, templates: ComparedTemplates
  ) -> [TemplateDifference] {
    if examples.a.example.ids == examples.b.example.ids { return [] }
    if examples.a.prompt.text.utf8 == examples.b.prompt.text.utf8 { return [TemplateDifference(.tokenization)] }
    var kinds = DifferenceKinds(examples, of: conversation, templates: templates)
    kinds.look()
    return kinds.found.sorted()
  }

  private mutating func look() {
    let alignment = RunAlignment(runs.a, runs.b)
    let counts = runs.map { $0.runs.count }
    for index in 0..<alignment.leading {
      compareGap(index, index)
      compareRun(index, index)
    }
    if alignment.isWhole {
      compareGap(counts.a, counts.b)
      return
    }
    compareUnpaired(
      TemplatePair(
        a: alignment.leading..<counts.a - alignment.trailing, b: alignment.leading..<counts.b - alignment.trailing))
    for offset in (0..<alignment.trailing).reversed() {
      compareRun(counts.a - 1 - offset, counts.b - 1 - offset)
      compareGap(counts.a - offset, counts.b - offset)
    }
  }

  private func bytes(_ side: TemplateSide, _ range: Range<Int>) -> ArraySlice<UInt8> {
    examples[side].prompt.text.utf8[range]
  }

  // MARK: What the record holds

  private mutating func compareRun(_ a: Int, _ b: Int) {
    let key = runs.a.runs[a].key
    let pair = TemplatePair(a: bytes(.a, runs.a.runs[a].range), b: bytes(.b, runs.b.runs[b].range))
    if pair.a == pair.b { return }
    if pair.a.withoutWhiteSpace == pair.b.withoutWhiteSpace {
      found.insert(TemplateDifference(.whiteSpace))
    } else {
      found.formUnion(contents(of: [key]))
    }
  }

  /// The runs that have no counterpart, with the words between them.
  private mutating func compareUnpaired(_ unpaired: TemplatePair<Range<Int>>) {
    let keys = TemplateSide.allCases.reduce(into: Set<RenderedRuns.Key>()) { keys, side in
      keys.formUnion(runs[side].runs[unpaired[side]].map(\.key))
    }
    let systemRoles: [Role] = [.system, .developer]
    var kinds = contents(of: keys)
    if keys.contains(where: { $0.message >= 0 && systemRoles.contains(conversation.messages[$0.message].role) }) {
      kinds.insert(TemplateDifference(.systemPrompt))
    }
    found.formUnion(kinds.isEmpty ? [TemplateDifference(.order)] : kinds)
  }

  /// What became of the things that the record holds, on either side.
  private mutating func contents(of keys: Set<RenderedRuns.Key>) -> Set<TemplateDifference> {
    var kinds: Set<TemplateDifference> = []
    for key in keys {
      switch key.subject {
      case .call, .toolDefinitions: kinds.insert(TemplateDifference(.tools))
      case .reasoning: kinds.insert(TemplateDifference(.reasoning))
      case .mixed: kinds.insert(TemplateDifference(.contentChanged))
      case .text where conversation.messages[key.message].role == .tool: kinds.insert(TemplateDifference(.tools))
      case .text: kinds.formUnion(text(of: key.message))
      }
    }
    return kinds
  }

  /// What became of the text of one message; nothing where it is the same on both sides.
  private mutating func text(of message: Int) -> Set<TemplateDifference> {
    let judged = written.map { $0[message] }
    let texts = texts.map { $0[message] }
    if texts.a == texts.b { return [] }
    var kinds: Set<TemplateDifference> = []
    for side in TemplateSide.allCases {
      let other = side.other
      if judged[side] == .repeated, judged[other] != .repeated {
        kinds.insert(TemplateDifference(.contentRepeated, by: side))
      }
      let isOnlyRepeated = judged[other] == .repeated && judged[side] != .shortened
      if !isOnlyRepeated, texts[side].count < texts[other].count, texts[other].holdsInOrder(texts[side]) {
        kinds.insert(TemplateDifference(.contentDropped, by: side))
      }
    }
    return kinds.isEmpty ? [TemplateDifference(.contentChanged)] : kinds
  }

  // MARK: The template's words

  private mutating func compareGap(_ a: Int, _ b: Int) {
    var gaps = TemplatePair(a: runs.a.gap(a), b: runs.b.gap(b))
    if bytes(.a, gaps.a) == bytes(.b, gaps.b) { return }
    let before = a > 0 ? runs.a.runs[a - 1].key : nil
    let after = a < runs.a.runs.count ? runs.a.runs[a].key : nil
    if before == nil { gaps = withoutBeginningTokens(gaps) }
    let kind = kind(before: before, after: after)
    if kind == .turnEnd, after != nil, let message = before?.message,
      let ends = turnEnds(of: message, within: gaps)
    {
      compareWords(TemplatePair(a: gaps.a.lowerBound..<ends.a, b: gaps.b.lowerBound..<ends.b), .turnEnd)
      compareWords(TemplatePair(a: ends.a..<gaps.a.upperBound, b: ends.b..<gaps.b.upperBound), .templateWords)
    } else {
      compareWords(gaps, kind)
      // The system turn that one of them opens holds the tools, too.
      if before == nil, kind == .tools, found.contains(TemplateDifference(.tools)), !hasSystemPrompt,
        templates.pair.a.opensSystemTurn != templates.pair.b.opensSystemTurn
      {
        found.insert(TemplateDifference(.systemPrompt))
      }
    }
  }

  private var hasSystemPrompt: Bool {
    conversation.messages.contains { $0.role == .system || $0.role == .developer }
  }

  /// Compares what the templates wrote in one place, where what is different is of `kind` unless it is less.
  private mutating func compareWords(_ ranges: TemplatePair<Range<Int>>, _ kind: TemplateDifference.Kind) {
    let (a, b) = (bytes(.a, ranges.a), bytes(.b, ranges.b))
    if a == b { return }
    if a.withoutWhiteSpace == b.withoutWhiteSpace {
      found.insert(TemplateDifference(.whiteSpace))
    } else if let left = DateScan.withoutDates(a), left == DateScan.withoutDates(b) {
      found.insert(TemplateDifference(.date))
    } else {
      found.insert(TemplateDifference(kind))
    }
  }

  /// What the words between two runs are for.
  private func kind(before: RenderedRuns.Key?, after: RenderedRuns.Key?) -> TemplateDifference.Kind {
    let neighbours = [before, after].compactMap { $0 }
    let role = { (key: RenderedRuns.Key?) -> Role? in
      guard let key, key.message >= 0 else { return nil }
      return conversation.messages[key.message].role
    }
    let roles = neighbours.compactMap(role)
    if roles.contains(.system) || roles.contains(.developer) { return .systemPrompt }
    let isTool = { (key: RenderedRuns.Key) in
      if case .call = key.subject { return true }
      return key.subject == .toolDefinitions
    }
    if neighbours.contains(where: isTool) || roles.contains(.tool) { return .tools }
    if before == nil, TemplateSide.allCases.contains(where: { templates.pair[$0].opensSystemTurn }) {
      return .systemPrompt
    }
    if let before, let after, before.message == after.message, before.message >= 0 {
      return neighbours.contains { $0.subject == .reasoning } ? .reasoning : .templateWords
    }
    if role(after) == .assistant { return .cue }
    return role(before) == .assistant ? .turnEnd : .templateWords
  }

  /// Where the turn of an assistant's message ends on both sides, in the words behind it.
  private func turnEnds(of message: Int, within gaps: TemplatePair<Range<Int>>) -> TemplatePair<Int>? {
    let ends = TemplatePair(a: gaps.a, b: gaps.b)
    var result = TemplatePair(a: 0, b: 0)
    for side in TemplateSide.allCases {
      guard let turn = examples[side].turns.first(where: { $0.messageIndex == message }), turn.endsWithEndOfTurn,
        ends[side].lowerBound <= turn.trained.upperBound, turn.trained.upperBound <= ends[side].upperBound
      else { return nil }
      result[side] = turn.trained.upperBound
    }
    return result
  }

  /// The words before the first run without the tokens that begin the text, where the sides have another number of them.
  private mutating func withoutBeginningTokens(_ gaps: TemplatePair<Range<Int>>) -> TemplatePair<Range<Int>> {
    guard let beginning = templates.beginning else { return gaps }
    let counts = examples.map { $0.example.ids.prefix { $0 == beginning.id }.count }
    if counts.a == counts.b { return gaps }
    var rest = gaps
    for side in TemplateSide.allCases {
      if counts[side] == 0 { found.insert(TemplateDifference(.beginningTokenMissing, by: side)) }
      if counts[side] > 1 { found.insert(TemplateDifference(.beginningTokenRepeated, by: side)) }
      let end = counts[side] == 0 ? 0 : Int(examples[side].example.ends[counts[side] - 1])
      rest[side] = min(max(end, gaps[side].lowerBound), gaps[side].upperBound)..<gaps[side].upperBound
    }
    return rest
  }
}

extension [UInt8] {
  /// Whether all of `part` stands here in its order, with or without other bytes between.
  fileprivate func holdsInOrder(_ part: [UInt8]) -> Bool {
    var position = 0
    for byte in self where position < part.count && byte == part[position] { position += 1 }
    return position == part.count
  }
}

extension Collection<UInt8> {
  /// The bytes that are no white space of ASCII.
  fileprivate var withoutWhiteSpace: [UInt8] { filter { !$0.isASCIIWhiteSpace } }
}
