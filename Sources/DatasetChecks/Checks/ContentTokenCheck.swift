import Diagnostics

/// Content that spells special tokens or structural markers of the model.
struct ContentTokenCheck: Check {
  /// The records that spell any of a kind of tokens, and how many spell each.
  private struct Spelled: Sendable {
    var tally = PlaceTally()
    var recordCounts: [[UInt8]: Int] = [:]

    mutating func add(_ tokens: [[UInt8]], at location: InputLocation) {
      if tokens.isEmpty { return }
      tally.add(location)
      for token in Set(tokens) { recordCounts[token, default: 0] += 1 }
    }

    mutating func merge(_ later: Spelled) {
      tally.merge(later.tally)
      for (token, count) in later.recordCounts { recordCounts[token, default: 0] += count }
    }

    /// The most frequent tokens, with the number of records that spell each.
    var summary: String {
      let shown = 5
      let ordered = recordCounts.sorted { left, right in
        left.value != right.value ? left.value > right.value : left.key.lexicographicallyPrecedes(right.key)
      }
      var items = ordered.prefix(shown).map {
        "`\(String(decoding: $0.key, as: UTF8.self))` in \(Words.grouped($0.value))"
      }
      if ordered.count > shown { items.append("\(ordered.count - shown) others") }
      return Words.list(items)
    }
  }

  private let settings: CheckSettings
  private var recordCount = 0
  private var controlTokens = Spelled()
  private var markers = Spelled()

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    recordCount += 1
    controlTokens.add(observation.controlTokens, at: observation.location)
    markers.add(observation.markers, at: observation.location)
  }

  mutating func merge(_ later: ContentTokenCheck) {
    recordCount += later.recordCount
    controlTokens.merge(later.controlTokens)
    markers.merge(later.markers)
  }

  func findings() -> [Finding] {
    var findings: [Finding] = []
    if controlTokens.tally.count > 0 {
      findings.append(
        Finding(
          .checkControlToken, .warning,
          "\(Words.share(controlTokens.tally.count, of: recordCount, "spells", "spell")) special tokens of the model in their text: "
            + controlTokens.summary,
          count: controlTokens.tally.count, places: controlTokens.tally.places,
          fix: "remove the text from the data where it is left over from another template; "
            + "`\(settings.command("export", "--output DIR"))` keeps it as ordinary text, a trainer that "
            + "renders the messages itself may not"))
    }
    if markers.tally.count > 0 {
      findings.append(
        Finding(
          .checkMarker, .information,
          "\(Words.share(markers.tally.count, of: recordCount, "spells", "spell")) structural markers of the model in their text: "
            + markers.summary,
          count: markers.tally.count, places: markers.tally.places,
          fix: "nothing where the markers are meant; else remove them from the data"))
    }
    return findings
  }
}
