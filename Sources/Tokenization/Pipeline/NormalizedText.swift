/// A text after some normalization, and for each of its bytes the bytes of the original that it stands for.
///
/// The alignments are kept as the reference keeps them, with all that it does to characters that were inserted, moved or
/// taken away, so that the range of every token is the reference's.
///
/// - Source: `NormalizedString` of Hugging Face tokenizers' `tokenizer/normalizer.rs`.
struct NormalizedText {
  private(set) var utf8: [UInt8] = []
  /// For each byte of `utf8` the start and the end of what it stands for, in bytes of the original.
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []
  /// Whether the alignments are kept; they are not where tokens are only counted.
  private let isAligned: Bool

  init(isAligned: Bool = true) {
    self.isAligned = isAligned
  }

  var count: Int { utf8.count }

  mutating func removeAll() {
    utf8.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// The original bytes that the byte at `position` stands for; an empty range where alignments are not kept.
  @inline(__always)
  func alignment(at position: Int) -> (start: Int32, end: Int32) {
    isAligned ? (starts[position], ends[position]) : (0, 0)
  }

  /// How many bytes at the start of `range` stand for nothing, as they were inserted there.
  func unalignedPrefix(of range: Range<Int>) -> Int {
    if !isAligned { return 0 }
    return range.prefix { starts[$0] == ends[$0] }.count
  }

  /// Replaces all by a text that stands for itself.
  mutating func set(to text: Span<UInt8>) {
    removeAll()
    utf8.reserveCapacity(text.count)
    if !isAligned {
      for position in text.indices { utf8.append(text[position]) }
      return
    }
    starts.reserveCapacity(text.count)
    ends.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      let length = UTF8Text.length(ofFirst: text[position])
      let end = min(position &+ length, text.count)
      let (first, last) = (Int32(truncatingIfNeeded: position), Int32(truncatingIfNeeded: end))
      while position < end {
        utf8.append(text[position])
        starts.append(first)
        ends.append(last)
        position &+= 1
      }
    }
  }

  /// The piece that is the whole of an original of `count` bytes.
  func whole(originalCount: Int) -> TextPiece {
    TextPiece(start: 0, end: utf8.count, originalStart: 0, originalCount: originalCount)
  }

  /// The piece that is `range`, which is not empty.
  @inline(__always)
  func piece(_ range: Range<Int>) -> TextPiece {
    if !isAligned {
      return TextPiece(start: range.lowerBound, end: range.upperBound, originalStart: 0, originalCount: range.count)
    }
    let first = Int(starts[range.lowerBound])
    let last = Int(ends[range.upperBound &- 1])
    return TextPiece(
      start: range.lowerBound, end: range.upperBound, originalStart: first, originalCount: max(0, last &- first))
  }

  /// The original bytes that a token with this range of `piece` stands for.
  ///
  /// An empty range keeps its place from the start of the piece, and one that lies beyond the piece is returned as it is.
  ///
  /// - Source: `convert_offsets` of `normalizer.rs`, `into_encoding` of `pre_tokenizer.rs`.
  func original(_ start: Int, _ end: Int, of piece: TextPiece) -> (start: Int, end: Int) {
    if start == end { return (piece.originalStart + start, piece.originalStart + start) }
    guard isAligned, start >= 0, start < end, end <= piece.count else { return (start, end) }
    return (Int(starts[piece.start + start]), Int(ends[piece.start + end - 1]))
  }

  @inline(__always)
  mutating func append(_ other: borrowing NormalizedText, _ range: Range<Int>) {
    if range.isEmpty { return }
    utf8 += other.utf8[range]
    if !isAligned { return }
    starts += other.starts[range]
    ends += other.ends[range]
  }

  @inline(__always)
  mutating func append(_ scalar: UInt32, start: Int32, end: Int32) {
    if !isAligned {
      UTF8Text.append(scalar, to: &utf8)
      return
    }
    if scalar < 0x80 {
      utf8.append(UInt8(truncatingIfNeeded: scalar))
      starts.append(start)
      ends.append(end)
      return
    }
    let first = utf8.count
    UTF8Text.append(scalar, to: &utf8)
    for _ in first..<utf8.count {
      starts.append(start)
      ends.append(end)
    }
  }
}

/// A part of a `NormalizedText`: a pre-token, or an added token.
struct TextPiece: Hashable {
  var start: Int
  var end: Int
  /// Where the original of the piece starts, and how many bytes it has.
  var originalStart: Int
  var originalCount: Int
  /// The id of the added token that it is, or -1.
  var token: Int32 = -1

  @inline(__always)
  var count: Int { end &- start }
  @inline(__always)
  var range: Range<Int> { start..<end }
}

extension UTF8Text {
  /// How many bytes the character has that begins with `byte`.
  @inline(__always)
  static func length(ofFirst byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
  }
}
