import TestSupport
import Testing

@testable import SequencePacking

@Suite struct FreeSpaceIndexTests {
  @Test("the smallest member at or above a bound is found, for capacities at every level border")
  func agreesWithASet() {
    for capacity in [1, 2, 62, 63, 64, 65, 4_095, 4_096, 4_097, 262_143, 262_144, 300_000] {
      for seed in UInt64(1)...3 {
        var generator = SeededGenerator(seed: seed)
        var index = FreeSpaceIndex(capacity: capacity)
        var members: Set<Int> = []
        for step in 0..<200 {
          let value = Int.random(in: 0...capacity, using: &generator)
          if members.contains(value) || step % 3 == 2, let gone = members.min() {
            members.remove(gone)
            index.remove(gone)
          } else {
            members.insert(value)
            index.insert(value)
          }
          let bound = Int.random(in: 0...capacity, using: &generator)
          let expected = members.filter { $0 >= bound }.min()
          #expect(
            index.smallest(atLeast: bound) == expected, "capacity \(capacity), seed \(seed), step \(step)")
        }
        #expect(index.smallest(atLeast: capacity) == (members.contains(capacity) ? capacity : nil))
      }
    }
  }
}
