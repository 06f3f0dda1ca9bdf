import Testing

@testable import ChatTemplates

/// Finding text in text, beside what a comparison at each place finds.
@Suite("Search of text")
struct TextSearchTests {
  private static func places(of needle: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> [Int] {
    if needle.count > range.count { return [] }
    return (range.lowerBound...(range.upperBound - needle.count)).filter {
      bytes[$0..<($0 + needle.count)].elementsEqual(needle)
    }
  }

  @Test("the first and the last place are those that a comparison at each place finds", arguments: [7, 2_026])
  func random(seed: UInt64) {
    var state = seed
    let next = { (bound: Int) -> Int in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for round in 0..<4_000 {
      // Two letters, so that beginnings of the needle are everywhere.
      let bytes = (0..<next(60)).map { _ in UInt8(97 + next(2)) }
      let start = next(bytes.count + 1)
      let range = start..<(start + next(bytes.count - start + 1))
      let needle = (0..<(1 + next(9))).map { _ in UInt8(97 + next(2)) }
      let expected = Self.places(of: needle, in: bytes, range)
      let found = PythonText.find(needle, in: bytes, range)
      let last = PythonText.findLast(needle, in: bytes, range)
      #expect(
        found == expected.first && last == expected.last, "seed \(seed), round \(round): \(needle) in \(bytes) \(range)"
      )
    }
  }

  @Test("cutting at every place of a long separator takes linear time, from the end too")
  func linear() throws {
    let needle = Array(repeating: UInt8(97), count: 17)
    let bytes = Array(repeating: UInt8(97), count: 17 << 20)
    var end = bytes.count
    var count = 0
    // Looking at what is left anew for each of the million places is nine million million bytes, which no run would end.
    while let found = PythonText.findLast(needle, in: bytes, 0..<end) {
      end = found
      count += 1
    }
    #expect(count == 1 << 20)
  }
}
