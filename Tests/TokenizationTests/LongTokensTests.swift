import TestSupport
import Testing

@testable import Tokenization

@Suite("Tokens of longer texts met before") struct LongTokensTests {
  private let seed = UInt64.random(in: .min ... .max)

  @Test("what was put in last at a place comes back exactly, and nothing for another text")
  func givesBack() {
    var generator = SeededGenerator(seed: seed)
    var table = LongTokens(lineBits: 6)
    for _ in 0..<3_000 {
      table = table.withRoom
      let length = Int.random(in: 16...31, using: &generator)
      let text = (0..<length + 4).map { _ in UInt8.random(in: 0...2, using: &generator) }
      let start = Int.random(in: 0...4, using: &generator)
      let count = Int.random(in: 1...8, using: &generator)
      let expected = (0..<count).map { _ in
        (
          id: Int32.random(in: -1...LongTokens.maximumID, using: &generator),
          length: Int32.random(in: 1...31, using: &generator)
        )
      }
      for isWhole in [true, false] {
        let place = table.place(text.span, start, start + length, isWhole: isWhole)
        table.insert(count: count, at: place) { expected[$0] }
        let found = tokens(of: table.entry(at: place))
        #expect(found.map(\.id) == expected.map(\.id), "seed \(seed)")
        #expect(found.map(\.length) == expected.map(\.length), "seed \(seed)")
        let other = table.place(text.span, start, start + length, isWhole: !isWhole)
        let shorter = table.place(text.span, start, start + max(16, length - 1), isWhole: isWhole)
        #expect(!place.isSame(as: other) && (length == 16 || !place.isSame(as: shorter)), "seed \(seed)")
      }
    }
  }

  @Test("a short text and a long one never share an entry, whatever their bytes")
  func lengths() {
    let table = LongTokens()
    let text = [UInt8](repeating: 0, count: 40)
    var places = (1...15).map { table.place(of: TokenKey(text.span.bytes, start: 0, length: $0)) }
    for length in LongTokens.lengths {
      places.append(table.place(text.span, 0, length, isWhole: true))
      places.append(table.place(text.span, 0, length, isWhole: false))
    }
    for first in places.indices {
      for second in places.indices where first != second {
        #expect(!places[first].isSame(as: places[second]), "\(first), \(second)")
      }
    }
  }

  @Test("more than eight tokens are not kept, nor an id or a length without room")
  func refuses() {
    let table = LongTokens()
    let text = [UInt8](repeating: 7, count: 31)
    let place = table.place(text.span, 0, 31, isWhole: true)
    table.insert(count: 9, at: place) { _ in (1, 1) }
    table.insert(count: 1, at: place) { _ in (LongTokens.maximumID + 1, 1) }
    table.insert(count: 1, at: place) { _ in (-2, 1) }
    table.insert(count: 1, at: place) { _ in (1, 32) }
    table.insert(count: 1, at: place) { _ in (1, 0) }
    #expect(table.entry(at: place) == nil)
    table.insert(count: 8, at: place) { (Int32($0), 1) }
    #expect(tokens(of: table.entry(at: place)).count == 8)
  }

  private func tokens(of entry: LongTokens.Entry?) -> [(id: Int32, length: Int32)] {
    var tokens: [(id: Int32, length: Int32)] = []
    entry?.forEach { tokens.append(($0, Int32($1))) }
    return tokens
  }
}
