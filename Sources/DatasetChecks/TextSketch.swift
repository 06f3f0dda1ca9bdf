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

/// The words of folded text.
enum FoldedWordScan {
  /// Calls `body` with the hashes of the words of each message but the system prompt.
  static func forEachMessage(of folded: [UInt8], _ body: ([UInt64]) -> Void) {
    var words: [UInt64] = []
    var position = 0
    while position < folded.count {
      // A message: 0x1E, its role, 0x1F, its text.
      let role = folded[position...].firstIndex(of: 0x1F) ?? folded.count
      let end = folded[role...].firstIndex(of: 0x1E) ?? folded.count
      if !folded[position..<role].elementsEqual([0x1E] + Array("system".utf8)) {
        words.removeAll(keepingCapacity: true)
        appendWords(of: folded, in: min(role + 1, end)..<end, to: &words)
        body(words)
      }
      position = end
    }
  }

  private static func appendWords(of text: [UInt8], in range: Range<Int>, to words: inout [UInt64]) {
    let start: UInt64 = 0xCBF2_9CE4_8422_2325
    var hash = start
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = text[position]
      let length = isWordByItself(text, position, range.upperBound)
      if byte == 0x20 || length > 0 {
        if hash != start { words.append(hash) }
        hash = start
        if length > 0 { words.append(text[position..<position + length].reduce(start, Mixing.hashed)) }
        position += max(length, 1)
      } else {
        hash = Mixing.hashed(hash, byte)
        position += 1
      }
    }
    if hash != start { words.append(hash) }
  }

  /// The length of the Han or kana character that starts at `position`, in bytes; 0 for any other.
  private static func isWordByItself(_ text: [UInt8], _ position: Int, _ end: Int) -> Int {
    let first = text[position]
    if first < 0xE3 { return 0 }
    if first >= 0xF0 { return first == 0xF0 && position + 4 <= end && text[position + 1] >= 0xA0 ? 4 : 0 }
    guard position + 3 <= end else { return 0 }
    let scalar =
      UInt32(first & 0x0F) << 12 | UInt32(text[position + 1] & 0x3F) << 6 | UInt32(text[position + 2] & 0x3F)
    switch scalar {
    case 0x3041...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF: return 3
    default: return 0
    }
  }
}

/// The least hash of the runs in each of as many parts of the hashes' range as a sketch has numbers.
private struct LeastRuns {
  private var least = [UInt64](repeating: .max, count: TextSketch.count)
  private var isEmpty = true

  /// Adds the runs of a message.
  mutating func add(_ words: [UInt64]) {
    if words.isEmpty { return }
    if words.count < 3 { return add(words[0], words.count > 1 ? words[1] : 0, 0) }
    for position in 2..<words.count { add(words[position - 2], words[position - 1], words[position]) }
  }

  private mutating func add(_ first: UInt64, _ second: UInt64, _ third: UInt64) {
    let hash = Mixing.mixed(
      first &* 0x9E37_79B9_7F4A_7C15 ^ second &* 0xC2B2_AE3D_27D4_EB4F ^ third &* 0x1656_67B1_9E37_79F9)
    let part = Int(hash >> 57)
    if hash < least[part] { least[part] = hash }
    isEmpty = false
  }

  /// The lowest bits of the least hashes; a part without one has those of another, the same for all sketches that have it.
  var numbers: [UInt16] {
    if isEmpty { return [] }
    return least.indices.map { part in
      var (from, attempt) = (part, UInt64(0))
      while least[from] == .max {
        attempt += 1
        from = Int(Mixing.mixed(UInt64(part) << 32 | attempt) >> 57)
      }
      return UInt16(truncatingIfNeeded: least[from])
    }
  }
}

private enum Mixing {
  /// A step of FNV-1a.
  @inline(__always)
  static func hashed(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// - Source: the last step of splitmix64.
  @inline(__always)
  static func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
