import Algorithms

/// An added token found in a text.
public struct AddedTokenMatch: Hashable, Sendable {
  /// The bytes of its own text.
  public var range: Range<Int>
  /// Those and the white space that it takes in.
  public var taken: Range<Int>
  public var token: AddedToken

  public init(range: Range<Int>, taken: Range<Int>? = nil, token: AddedToken) {
    self.range = range
    self.taken = taken ?? range
    self.token = token
  }
}

/// Finds added tokens in text: of those that start first the longest, none overlapping; those of the second pass in what
/// the first leaves.
///
/// A match that is not allowed is passed over as if its token did not exist, so text that merely spells a special token
/// can never hide one that stands in the template.
///
/// A token that is matched as a single word only hides what it spells also where it is no single word.
///
/// - Source: `LeftmostLongest` matching, `single_word`, `lstrip` and `rstrip` of Hugging Face tokenizers'
///   `added_vocabulary.rs`.
public struct AddedTokenMatcher: Sendable {
  /// The memory for more matches is given back.
  private static let maximumKeptCount = 1 << 12

  public let tokens: [AddedToken]
  private let first: AddedTokenTrie
  /// `nil` when no token is of the second pass.
  private let second: AddedTokenTrie?

  /// - Parameter tokens: Empty texts never match; of two tokens with the same text the first counts.
  /// - Complexity: O(*n* log *n*) in the tokens' bytes.
  public init(_ tokens: [AddedToken]) {
    self.tokens = tokens
    first = AddedTokenTrie(tokens.filter { $0.pass == .first })
    let later = tokens.filter { $0.pass == .second }
    second = later.isEmpty ? nil : AddedTokenTrie(later)
  }

  /// Returns the matches in `text` that `isAllowed` accepts, in order; what they take in is disjoint.
  ///
  /// - Parameters:
  ///   - text: UTF-8 text.
  ///   - isAllowed: Whether this token may match at these bytes of `text`, which are those of its own text.
  /// - Complexity: O(*n* · *m*) for *n* bytes of text and a longest token of *m* bytes; O(*n*) where no token starts.
  public func matches(
    in text: Span<UInt8>, where isAllowed: (AddedToken, Range<Int>) -> Bool
  ) -> [AddedTokenMatch] {
    var found: [AddedTokenMatch] = []
    findMatches(in: text, into: &found, where: isAllowed)
    return found
  }

  /// Makes `found` the matches in `text` that `isAllowed` accepts, in the memory that it has; see `matches(in:where:)`.
  public func findMatches(
    in text: Span<UInt8>, into found: inout [AddedTokenMatch], where isAllowed: (AddedToken, Range<Int>) -> Bool
  ) {
    found.removeAll(keepingCapacity: found.count <= Self.maximumKeptCount)
    Self.add(to: &found, of: first, in: text, 0..<text.count, where: isAllowed)
    guard let second else { return }
    var all: [AddedTokenMatch] = []
    var start = 0
    for match in found {
      Self.add(to: &all, of: second, in: text, start..<match.taken.lowerBound, where: isAllowed)
      all.append(match)
      start = match.taken.upperBound
    }
    Self.add(to: &all, of: second, in: text, start..<text.count, where: isAllowed)
    found = all
  }

  /// Returns the matches in `text`: special tokens only where they lie wholly inside one of `regions`, the others
  /// everywhere.
  ///
  /// - Parameter regions: Ranges of bytes of `text`, ascending and disjoint.
  public func matches(in text: Span<UInt8>, specialTokensIn regions: [Range<Int>]) -> [AddedTokenMatch] {
    matches(in: text) { token, range in
      !token.isSpecial || Self.lies(range, inOneOf: regions)
    }
  }

  /// Whether `range` lies wholly in one of `regions`, which are ascending and disjoint.
  static func lies(_ range: Range<Int>, inOneOf regions: [Range<Int>]) -> Bool {
    let index = regions.partitioningIndex { $0.upperBound >= range.upperBound }
    return index < regions.count && regions[index].lowerBound <= range.lowerBound
  }

  /// Appends the matches of one pass in `part` of `text`.
  private static func add(
    to found: inout [AddedTokenMatch], of trie: AddedTokenTrie, in text: Span<UInt8>, _ part: Range<Int>,
    where isAllowed: (AddedToken, Range<Int>) -> Bool
  ) {
    var position = part.lowerBound
    var free = part.lowerBound
    while true {
      position = trie.starts.next(in: text, from: position, before: part.upperBound)
      if position == part.upperBound { return }
      guard var match = trie.longestMatch(in: text, at: position, before: part.upperBound, where: isAllowed) else {
        position += 1
        continue
      }
      if match.token.isSingleWord, !SingleWord.stands(match.range, of: text, within: part) {
        position = match.range.upperBound
        continue
      }
      match.taken = WhitespaceStripping.taken(by: match, of: text, within: free..<part.upperBound)
      found.append(match)
      position = match.taken.upperBound
      free = position
    }
  }
}
