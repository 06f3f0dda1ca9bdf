import Diagnostics
import StrictJSON

/// Reads the merges of a BPE over characters: `"a b"`, or `["a", "b"]` in newer files.
struct WrittenMerges {
  let table: TokenTable
  /// How many bytes are taken off the right side when both are joined: those of the prefix of continuing subwords.
  let prefixLength: Int
  let fallback: SubwordSymbols.Fallback
  /// Where no merge joins characters; `nil` when that is not known.
  private(set) var cuts: CharacterCuts?

  init(table: TokenTable, prefixLength: Int, fallback: SubwordSymbols.Fallback, cuts: CharacterCuts?) {
    self.table = table
    self.prefixLength = prefixLength
    self.fallback = fallback
    self.cuts = cuts
    irregularIDs = Set(fallback.byteIDs + [fallback.unknownID])
  }

  /// The tokens that stand for other text than they are written as.
  private let irregularIDs: Set<Int32>

  /// - Throws: `vocabulary.corrupt-json`.
  mutating func read(_ list: JSONValue) throws -> SubwordMerges {
    var merges = SubwordMerges(capacity: list.count)
    var joined: [UInt8] = []
    // The reference reads a list of one kind or the other.
    let arePairs = list.element(at: 0)?.kind == .array
    for element in list.elements {
      guard (element.kind == .array) == arePairs else {
        throw JSONVocabularyFields.wrong(element, "merges are either strings or pairs, not both")
      }
      if arePairs {
        guard element.count == 2, let left = element.element(at: 0)?.utf8, let right = element.element(at: 1)?.utf8
        else { throw Self.noPair(element) }
        try insert(left, right, at: element, into: &merges, &joined)
      } else {
        guard let text = element.utf8 else { throw Self.noPair(element) }
        if text.starts(with: Self.versionMark) { continue }
        guard let space = text.firstIndex(of: UInt8(ascii: " ")),
          !text[(space + 1)...].contains(UInt8(ascii: " "))
        else { throw Self.noPair(element) }
        try insert(text[..<space], text[(space + 1)...], at: element, into: &merges, &joined)
      }
    }
    return merges
  }

  /// What the first line of a merges.txt starts with; the reference passes over any such merge.
  private static let versionMark = Array("#version".utf8)

  private mutating func insert(
    _ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>, at place: JSONValue, into merges: inout SubwordMerges,
    _ joined: inout [UInt8]
  ) throws {
    joined.removeAll(keepingCapacity: true)
    joined += left
    joined += right.dropFirst(prefixLength)
    guard let leftID = id(of: left), let rightID = id(of: right) else {
      let unknown = id(of: left) == nil ? left : right
      throw JSONVocabularyFields.wrong(place, "a merge is of \(quoted(unknown)), which is no token")
    }
    guard right.count >= prefixLength, let id = id(of: joined[...]) else {
      throw JSONVocabularyFields.wrong(place, "a merge makes \(quoted(joined)), which is no token")
    }
    merges.append(leftID, rightID, makes: id, lengthens: right.count > prefixLength)
    if irregularIDs.contains(leftID) || irregularIDs.contains(rightID) { cuts = nil }
    cuts?.insert(left: left.span, right: right.span)
  }

  private func id(of text: ArraySlice<UInt8>) -> Int32? {
    if text.isEmpty { return nil }
    let id = table.id(of: text.span.bytes, start: 0, length: text.count)
    return id < 0 ? nil : id
  }

  private static func noPair(_ element: JSONValue) -> TrainPackError {
    JSONVocabularyFields.wrong(element, "a merge is two tokens")
  }
}
