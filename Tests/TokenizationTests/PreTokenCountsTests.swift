import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import Tokenization

@Suite("Counts that workers share")
struct PreTokenCountsTests {
  /// Keys of 63 lower words and as many upper ones: halves of two entries make a third. One lower word is zero.
  private static let keys: [TokenKey] = (0..<4_000).map { number in
    let word = number % 63 == 0 ? [UInt8](repeating: 0, count: 8) : Array("word \(number % 63 + 100)".utf8)
    let bytes = word + [UInt8(truncatingIfNeeded: number / 63), 0x41]
    return TokenKey(bytes.span.bytes, start: 0, length: bytes.count)
  }

  private static func count(ofKey number: Int) -> Int { number * 7 % PreTokenCounts.maximumCount + 1 }

  @Test("what was put in comes back, and nothing for another key")
  func givesBack() {
    let table = PreTokenCounts(lineBits: 12)
    for (number, key) in Self.keys.enumerated() {
      let line = table.line(of: key)
      #expect(table.count(of: key, in: line) == 0)
      table.insert(Self.count(ofKey: number), for: key, in: line)
    }
    #expect(foundCount(in: table) + table.refusalCount == Self.keys.count)
  }

  /// By chance, with keys spread evenly, 3,984 would find room. These keys differ in few bits, which some seeds spread less well.
  @Test("of about as many keys as there are lines nearly all find room, whatever the seed")
  func room() {
    var seeds = SeededGenerator(seed: 19)
    let founds = (0..<200).map { _ in
      let table = PreTokenCounts(lineBits: 12, seed: seeds.next())
      fill(table)
      return foundCount(in: table)
    }
    #expect(founds.allSatisfy { $0 > 3_700 } && founds.reduce(0, +) > 200 * 3_960, "\(founds)")
  }

  @Test(
    "counts of none or of too many tokens are not kept, and those of a full line are counted"
  )
  func refuses() {
    let table = PreTokenCounts(lineBits: 1)
    let line = table.line(of: Self.keys[1])
    table.insert(0, for: Self.keys[1], in: line)
    table.insert(PreTokenCounts.maximumCount + 1, for: Self.keys[1], in: line)
    #expect(table.count(of: Self.keys[1], in: line) == 0)
    for (number, key) in Self.keys.enumerated() {
      table.insert(Self.count(ofKey: number), for: key, in: table.line(of: key))
    }
    #expect(table.refusalCount == Self.keys.count - 8)
  }

  @Test("workers that fill and read one table at the same time never see a count of another key")
  func isExactForManyWorkers() {
    for round in 0..<20 {
      let shared = SharedPreTokenCounts(firstLineBits: 4 + round % 3, maximumLineBits: 8)
      let wrong = Atomic(0)
      let known = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: 4) { worker in
        var generator = SeededGenerator(seed: UInt64(round * 4 + worker))
        var table: PreTokenCounts?
        for _ in 0..<20_000 {
          let current = shared.table(after: table)
          table = current
          // Low numbers are asked for most.
          let bound = Int.random(in: 1...Self.keys.count, using: &generator)
          let number = Int.random(in: 0..<bound, using: &generator)
          let key = Self.keys[number]
          let line = current.line(of: key)
          let found = current.count(of: key, in: line)
          if found == 0 {
            current.insert(Self.count(ofKey: number), for: key, in: line)
          } else {
            known.wrappingAdd(1, ordering: .relaxed)
            if found != Self.count(ofKey: number) { wrong.wrappingAdd(1, ordering: .relaxed) }
          }
        }
      }
      #expect(wrong.load(ordering: .relaxed) == 0, "round \(round)")
      #expect(known.load(ordering: .relaxed) > 5_000, "round \(round)")
    }
  }

  @Test(
    "a table without room is followed by a larger one with its entries, the largest by an empty one, for all workers")
  func growth() throws {
    let shared = SharedPreTokenCounts(firstLineBits: 4, maximumLineBits: 6)
    let first = shared.table(after: nil)
    #expect(first.lineBits == 4 && shared.table(after: nil).isSame(as: first) && shared.table(after: first) === first)
    fill(first)
    let second = shared.table(after: first)
    #expect(second.lineBits == 6 && shared.table(after: first).isSame(as: second))
    let known = Self.keys.filter { first.count(of: $0, in: first.line(of: $0)) > 0 }
    let kept = known.filter { key in
      second.count(of: key, in: second.line(of: key)) == first.count(of: key, in: first.line(of: key))
    }
    #expect(known.count == 64 && kept.count == 64)
    fill(second)
    let third = shared.table(after: second)
    #expect(third.lineBits == 6 && !third.isSame(as: second) && shared.table(after: first).isSame(as: third))
    #expect(Self.keys.allSatisfy { third.count(of: $0, in: third.line(of: $0)) == 0 })
  }

  private func foundCount(in table: PreTokenCounts) -> Int {
    Self.keys.enumerated().count { table.count(of: $1, in: table.line(of: $1)) == Self.count(ofKey: $0) }
  }

  private func fill(_ table: PreTokenCounts) {
    for (number, key) in Self.keys.enumerated() {
      table.insert(Self.count(ofKey: number), for: key, in: table.line(of: key))
    }
  }
}
