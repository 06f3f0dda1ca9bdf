import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How often each answer letter occurs.
struct LetterCounts: Hashable, Sendable {
  /// More different answers than these are no letters, and their balance says nothing.
  static let maximumLetters = 100

  private var counts: [[UInt8]: Int] = [:]
  private var overflowed = false
  private(set) var count = 0
  private var mostOptions = 0

  mutating func add(_ letter: [UInt8], optionCount: Int) {
    count += 1
    mostOptions = max(mostOptions, optionCount)
    if !overflowed { counts[letter, default: 0] += 1 }
    limit()
  }

  mutating func merge(_ later: LetterCounts) {
    count += later.count
    mostOptions = max(mostOptions, later.mostOptions)
    overflowed = overflowed || later.overflowed
    for (letter, times) in later.counts { counts[letter, default: 0] += times }
    limit()
  }

  private mutating func limit() {
    if counts.count > Self.maximumLetters { overflowed = true }
    if overflowed { counts = [:] }
  }

  /// How many letters an answer could be: those seen, or as many as the record with the most options has.
  var optionCount: Int { max(mostOptions, counts.count) }

  /// The letters and how often each occurs, by letter; empty when there are too many to be letters.
  var ordered: [(letter: String, count: Int)] {
    counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
  }

  /// The entropy of the letters over the logarithm of the number of options, in 0...1; `nil` without a choice.
  var normalizedEntropy: Double? {
    if overflowed || count == 0 || optionCount < 2 { return nil }
    var entropy = 0.0
    for (_, times) in ordered {
      let share = Double(times) / Double(count)
      entropy -= share * log2(share)
    }
    return entropy / log2(Double(optionCount))
  }

  /// `A 25.4 %, B 26.1 %`.
  var summary: String {
    ordered.map {
      "\($0.letter) \(NumberText.decimal(Double($0.count) / Double(count) * 100, fractionDigits: 1)) %"
    }.joined(separator: ", ")
  }
}
