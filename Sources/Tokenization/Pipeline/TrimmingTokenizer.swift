/// A byte-level tokenizer whose file takes white space out of the ranges of its tokens.
struct TrimmingTokenizer: Tokenizer {
  private let base: BytePairTokenizer
  private let trimmings: [OffsetTrimming]

  init(_ base: BytePairTokenizer, by trimmings: [OffsetTrimming]) {
    self.base = base
    self.trimmings = trimmings
  }

  var vocabulary: Vocabulary { base.vocabulary }

  func makeEncoder() -> any TextEncoder {
    TrimmingEncoder(base.makeEncoder(), table: base.vocabulary.table, by: trimmings)
  }
}

/// Encodes as another encoder does, and trims the ranges.
final class TrimmingEncoder: TextEncoder {
  private let base: any TextEncoder
  private let table: TokenTable
  private let trimmings: [OffsetTrimming]

  init(_ base: any TextEncoder, table: TokenTable, by trimmings: [OffsetTrimming]) {
    self.base = base
    self.table = table
    self.trimmings = trimmings
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let first = tokens.count
    try base.encode(text, boundary: boundary, offset: offset, into: &tokens)
    let isAtStart = boundary == .textStart
    for index in first..<tokens.count {
      var start = Int(tokens.starts[index]) - offset
      var end = Int(tokens.ends[index]) - offset
      let spaces = Self.spaces(of: table.bytes(of: tokens.ids[index]) ?? [])
      if spaces.leading == 0, spaces.trailing == 0 { continue }
      for trimming in trimmings {
        trimming.trim(
          &start, &end, by: spaces, of: text, isFirst: isAtStart && index == first, isAtStart: isAtStart)
      }
      tokens.starts[index] = Int32(truncatingIfNeeded: start + offset)
      tokens.ends[index] = Int32(truncatingIfNeeded: end + offset)
    }
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int { try base.count(text, boundary: boundary) }

  /// Of all bytes only the space is written as one that the reference trims.
  private static func spaces(of token: ArraySlice<UInt8>) -> OffsetTrimming.Spaces {
    var spaces = OffsetTrimming.Spaces()
    spaces.leading = token.prefix { $0 == 0x20 }.count
    spaces.trailing = token.reversed().prefix { $0 == 0x20 }.count
    return spaces
  }
}
