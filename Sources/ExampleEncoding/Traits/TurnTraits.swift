import ChatTemplates
import Prompting

/// How often a template writes the token that begins a text.
public struct BeginningTrait: Hashable, Sendable {
  /// How often in a row at the beginning; more than once is a defect of the template.
  public var atStart: Int
  /// Whether each further exchange begins with it again.
  public var isRepeated: Bool

  init?(_ token: [UInt8], _ probe: TraitProbe) {
    guard let text = probe.text(TraitProbe.exchange) else { return nil }
    atStart = Self.count(token, atStartOf: text.utf8[...])
    guard let question = text.range(ofMark: TraitProbe.exchange[0].mark),
      let longer = probe.text(TraitProbe.twoExchanges),
      let answer = longer.range(ofMark: TraitProbe.twoExchanges[1].mark),
      let next = longer.range(ofMark: TraitProbe.twoExchanges[2].mark), answer.upperBound <= next.lowerBound
    else {
      isRepeated = false
      return
    }
    // A token that ends turns, too, is none that begins one.
    let ending = text.utf8[question.upperBound...].firstRange(of: token) != nil
    isRepeated = !ending && longer.utf8[answer.upperBound..<next.lowerBound].firstRange(of: token) != nil
  }

  private static func count(_ token: [UInt8], atStartOf text: ArraySlice<UInt8>) -> Int {
    var rest = text
    var count = 0
    while !token.isEmpty, rest.starts(with: token) {
      rest = rest.dropFirst(token.count)
      count += 1
    }
    return count
  }
}

/// What a template writes after an answer.
public struct TurnEnd: Hashable, Sendable {
  /// After the last one, to the end.
  public var last: [UInt8]
  /// After an earlier one, before what begins the next turn.
  public var earlier: [UInt8]

  /// - Parameter stops: The texts of tokens that end turns.
  init(_ probe: TraitProbe, stops: [[UInt8]]) {
    last = Self.after(TraitProbe.exchange[1], in: probe.text(TraitProbe.exchange)) ?? []
    let texts = probe.text(TraitProbe.twoExchanges)
    guard let rest = Self.after(TraitProbe.twoExchanges[1], in: texts),
      let next = rest.firstRange(of: TraitProbe.twoExchanges[2].mark)
    else {
      earlier = []
      return
    }
    earlier = Self.ending(of: rest[..<next.lowerBound], beside: last, stops: stops)
  }

  private static func after(_ message: Message, in text: ProvenancedText?) -> [UInt8]? {
    text.flatMap { text in text.range(ofMark: message.mark).map { Array(text.utf8[$0.upperBound...]) } }
  }

  /// How much of what stands between two turns ends the first: as much as follows a last answer, where that is all there;
  /// else through the first token that ends turns; else what both have in common, in whole markers; else the first marker.
  private static func ending(of between: ArraySlice<UInt8>, beside last: [UInt8], stops: [[UInt8]]) -> [UInt8] {
    if between.starts(with: last) { return last }
    let ends = stops.filter { !$0.isEmpty }.compactMap { between.firstRange(of: $0)?.upperBound }
    if let end = ends.min() {
      // White space behind it that follows a last answer, too.
      let rest = zip(between[end...], last.dropFirst(end - between.startIndex)).prefix { $0 == $1 && [$0].isWhiteSpace }
      return Array(between[..<(end + rest.count)])
    }
    let common = between.prefix(between.commonPrefixCount(last))
    let endsMarker = { (byte: UInt8) in ">]}".utf8.contains(byte) }
    if let end = common.lastIndex(where: { endsMarker($0) || [$0].isWhiteSpace }) { return Array(common[...end]) }
    return between.firstIndex(where: endsMarker).map { Array(between[...$0]) } ?? []
  }
}

/// Whether the generation cue stands before an answer: the earlier messages rendered with `add_generation_prompt` are a
/// prefix of the whole.
public struct CueTrait: Hashable, Sendable {
  public var precedesLast: Bool
  /// Before an answer that others follow.
  public var precedesEarlier: Bool

  init(_ probe: TraitProbe) {
    let messages = TraitProbe.twoExchanges
    let whole = probe.text(messages)?.utf8 ?? []
    let isPrefix = { (count: Int) in
      probe.text(Array(messages.prefix(count)), cue: .added).map { whole.starts(with: $0.utf8) } == true
    }
    precedesLast = isPrefix(3)
    precedesEarlier = isPrefix(1)
  }
}

/// Where a template writes what it reads from a clock.
public struct DateTrait: Hashable, Sendable {
  public var place: Place
  /// The line in which the date first stands, of the third of February 2001.
  public var line: [UInt8]

  public enum Place: String, Hashable, Sendable {
    case beforeMessages, amongMessages, afterMessages
  }

  init?(_ probe: TraitProbe) {
    for messages in [TraitProbe.exchange, [.system()] + TraitProbe.exchange] {
      guard let first = try? probe.rendered(messages, clock: TraitProbe.clocks[0]),
        let second = try? probe.rendered(messages, clock: TraitProbe.clocks[1]), first.utf8 != second.utf8
      else { continue }
      let position = first.utf8.commonPrefixCount(second.utf8)
      let marks = messages.compactMap { first.range(ofMark: $0.mark) }
      let isBefore = marks.allSatisfy { position <= $0.lowerBound }
      let isAfter = marks.allSatisfy { position >= $0.upperBound }
      place = isBefore ? .beforeMessages : isAfter ? .afterMessages : .amongMessages
      let start = first.utf8[..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let next = marks.map(\.lowerBound).filter { $0 > position }.min() ?? first.count
      line = Array(first.utf8[start..<next].prefix { $0 != 0x0A })
      return
    }
    return nil
  }
}
