/// The runs of three words of a conversation in 128 numbers: two conversations have about as large a share of their numbers
/// in common as of all their runs (the Jaccard similarity of the two sets of runs).
///
/// Words are those of folded text; a Han or kana character is a word by itself, as these scripts do not part words. A message
/// of fewer than three words is one run. What a system prompt says is left out, as it is often the same in all records.
///
/// - Source: P. Li, A. Owen, C.-H. Zhang, "One Permutation Hashing" (2012); A. Shrivastava, "Optimal Densification for Fast
///   and Accurate Minwise Hashing" (2017); the bands of A. Broder and others, as in datatrove's `minhash.py`.
public struct TextSketch: Hashable, Sendable {
  /// How many numbers a sketch has.
  public static let count = 128
  /// How many of them are the same in sketches of similar conversations, at least: seven tenths, so that of those with four
  /// fifths of their runs in common, whose estimate can be lower, nearly all are found.
  public static let similarCount = 90
  /// Two similar conversations have all numbers of some band in common, but for a few in 10,000.
  public static let bandCount = 25
  private static let numbersInBand = 5

  /// Empty for a conversation without words.
  private let numbers: [UInt16]

  /// The sketch of no words, which is similar to none.
  public static let none = TextSketch(numbers: [])

  private init(numbers: [UInt16]) { self.numbers = numbers }

  /// - Parameter folded: A conversation as `FoldedText` folds it.
  public init(folded: [UInt8]) {
    var runs = LeastRuns()
    FoldedWordScan.forEachMessage(of: folded) { runs.add($0) }
    numbers = runs.numbers
  }

  public var isEmpty: Bool { numbers.isEmpty }

  /// Whether the two have seven tenths of their numbers in common.
  public func isSimilar(to other: TextSketch) -> Bool {
    var equal = 0
    for (left, right) in zip(numbers, other.numbers) where left == right { equal += 1 }
    return equal >= Self.similarCount
  }

  /// A band's numbers in one; there are some.
  ///
  /// - Parameter band: Below `bandCount`.
  public func key(ofBand band: Int) -> UInt64 {
    let first = band * Self.numbersInBand
    return numbers[first..<first + Self.numbersInBand].reduce(0) { Mixing.mixed($0 ^ UInt64($1)) }
  }
}
