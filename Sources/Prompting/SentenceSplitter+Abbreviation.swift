/// What follows the white space after a mark.
struct Follower {
  enum Kind {
    case lowerCase, upperCase, digit, other
  }

  let kind: Kind
  /// Whether the word is one that rarely stands after an abbreviation but often begins a sentence ("The", "Which").
  let isStarter: Bool

  /// Looks past opening quotes and brackets at the first letter or digit of the text from `start`.
  init(in text: Span<UInt8>, at start: Int) {
    let first = TextScan.endOfOpeners(in: text, from: start)
    if first >= text.count {
      kind = .other
      isStarter = false
      return
    }
    let scalar = TextScan.scalar(in: text, at: first)
    switch scalar.value {
    case 0x30...0x39: kind = .digit
    case 0x61...0x7A: kind = .lowerCase
    case 0x41...0x5A: kind = .upperCase
    case ..<0x80: kind = .other
    default:
      let properties = Unicode.Scalar(scalar.value)?.properties
      kind = properties?.isLowercase == true ? .lowerCase : properties?.isUppercase == true ? .upperCase : .other
    }
    var end = first
    while end < text.count && TextScan.isASCIILetter(text[end]) { end += 1 }
    isStarter = kind == .upperCase && PackedWord(text, in: first..<end).map(Abbreviation.starters.contains) == true
  }
}

/// What the word before a full stop says about whether the full stop can end a sentence.
enum Abbreviation {
  /// An ordinary word: the full stop ends the sentence.
  case none
  /// `Dr.`, `e.g.`, `vs.`: never an end.
  case neverEnds
  /// `U.S.`, `Jr.`, `St.`, an initial: an end only before a word that begins sentences.
  case endsBeforeStarter
  /// `etc.`, `a.m.`, `mg.`: an end unless lower case or a digit follows.
  case endsUnlessContinued
  /// `Fig.`, `No.`, `p.`: an end unless a digit follows.
  case endsUnlessNumbered

  /// The kind of the word in `range`, before whose full stop `previous` stands.
  init(_ text: Span<UInt8>, in range: Range<Int>, previous: Range<Int>) {
    var hasDot = false
    var hasVowel = false
    var isASCIIWord = true
    var upperCaseCount = 0
    for index in range {
      let byte = text[index]
      if byte == 0x2E { hasDot = true }
      switch byte | 0x20 {
      case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: hasVowel = true
      default: break
      }
      if byte >= 0x80 || (byte >= 0x30 && byte <= 0x39) { isASCIIWord = false }
      if byte >= 0x41 && byte <= 0x5A { upperCaseCount += 1 }
    }
    if let packed = PackedWord(text, in: range) {
      if Self.neverEnding.contains(packed) || (upperCaseCount > 0 && Self.titles.contains(packed)) {
        self = .neverEnds
        return
      }
      if Self.endingBeforeStarter.contains(packed) {
        self = .endsBeforeStarter
        return
      }
      if Self.endingUnlessContinued.contains(packed) {
        self = .endsUnlessContinued
        return
      }
      if Self.endingUnlessNumbered.contains(packed) {
        self = .endsUnlessNumbered
        return
      }
    }
    if !isASCIIWord {
      self = .none
    } else if hasDot {
      self = upperCaseCount > 0 ? .endsBeforeStarter : .endsUnlessContinued
    } else if range.count == 1 && upperCaseCount == 1 {
      if previous.isEmpty {
        self = .neverEnds
      } else {
        self = Self.isInitial(text, previous: previous) ? .endsBeforeStarter : .endsUnlessContinued
      }
    } else if range.count == 1 || (!hasVowel && upperCaseCount < range.count) {
      self = .endsUnlessContinued
    } else {
      self = .none
    }
  }

  /// Whether a full stop after such a word ends the sentence before `follower`.
  func allowsEnd(before follower: Follower, afterLineBreak: Bool) -> Bool {
    switch self {
    case .none: true
    case .neverEnds: false
    case .endsBeforeStarter: follower.isStarter
    case .endsUnlessContinued: follower.kind != .lowerCase && (follower.kind != .digit || afterLineBreak)
    case .endsUnlessNumbered: follower.kind != .digit || afterLineBreak
    }
  }

  /// Whether a single capital after `previous` is an initial ("John F.", "by J.") and not the end of a term
  /// ("hepatitis B.", "vitamin D.").
  private static func isInitial(_ text: Span<UInt8>, previous: Range<Int>) -> Bool {
    let first = text[previous.lowerBound]
    if first >= 0x61 && first <= 0x7A {
      return PackedWord(text, in: previous).map(beforeNames.contains) == true
    }
    return first >= 0x41 && first <= 0x5A && !isTerm(text, previous)
  }

  private static func isTerm(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    PackedWord(text, in: range).map(beforeLetters.contains) == true
  }
}

/// An ASCII word of at most eight letters in lower case, packed into an integer, so that a look-up makes no array.
struct PackedWord: Hashable {
  private let value: UInt64

  /// `nil` when the word in `range` is empty, longer than eight bytes, or not ASCII.
  init?(_ text: Span<UInt8>, in range: Range<Int>) {
    if range.isEmpty || range.count > 8 { return nil }
    var packed: UInt64 = 0
    for index in range {
      let byte = text[index]
      if byte >= 0x80 { return nil }
      packed = packed << 8 | UInt64(TextScan.isASCIILetter(byte) ? byte | 0x20 : byte)
    }
    value = packed
  }

  /// The words of a list parted by white space.
  static func set(_ words: StaticString) -> Set<PackedWord> {
    var result: Set<PackedWord> = []
    words.withUTF8Buffer { buffer in
      let text = buffer.span
      var index = 0
      while index < text.count {
        let end = TextScan.endOfASCIIWord(in: text, from: index)
        if let word = PackedWord(text, in: index..<end) { result.insert(word) }
        index = end + 1
      }
    }
    return result
  }
}

extension Abbreviation {
  /// Titles and connectives; medical and bibliographic usage.
  static let neverEnding = PackedWord.set(
    """
    dr drs mr mrs mx messrs prof capt lt sgt maj vs e.g i.e eg ie cf viz approx esp incl excl ca c.f v.s
    """)

  /// Titles that are other words in lower case (`Ms. Lee`, `200 ms.`).
  static let titles = PackedWord.set("ms rev hon gen col gov sen")

  static let endingBeforeStarter = PackedWord.set(
    "st mt ft jr sr inc ltd co corp dept univ assn bros ph.d")

  static let endingUnlessContinued = PackedWord.set(
    "etc al min mins sec secs mo mos wk wks in oz avg max temp resp est freq ii iii iv vi vii viii ix xi xii")

  static let endingUnlessNumbered = PackedWord.set(
    """
    no nos fig figs eq eqs vol vols ch chap pp p ref refs art ver tab para jan feb mar apr jun jul aug sep sept oct nov dec
    """)

  /// Words that often begin a sentence and rarely are names.
  static let starters = PackedWord.set(
    """
    the a an he she it they we you i this that these those his her its their our your my which what who whom whose \
    when where why how if in on at by for from to with without as after before during since while although though \
    because however but and or so then there here no not all some many most each both one two three physical vital \
    current serum urine blood patient patients past upon of over under until
    """)

  /// Words after which a single capital is an initial.
  static let beforeNames = PackedWord.set("by and or from named called mr mrs ms dr prof de von van")

  /// Words with a capital after which a single capital is still no initial.
  static let beforeLetters = PackedWord.set(
    "vitamin type group grade class stage figure fig table option part panel factor protein the")
}
