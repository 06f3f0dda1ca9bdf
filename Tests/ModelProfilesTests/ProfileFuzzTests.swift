import Diagnostics
import Testing

@testable import ModelProfiles

@Suite struct ProfileFuzzTests {
  /// A generator that gives the same numbers for the same seed.
  ///
  /// Source: Steele, Lea and Flood, SplitMix64.
  struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test("a profile or index with changed bytes is read or refused with a TrainPackError, and never traps")
  func changedBytes() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SplitMix64(state: seed)
    let profile = try PackageFiles.bytes(EditedProfile.paths[2])
    let index = try PackageFiles.bytes("Vocabularies/index.json")
    let pool = Array("0123456789-.eE\"{}[],:/\\un\u{0}\u{FF}true null".utf8)
    for round in 0..<300 {
      var bytes = round % 3 == 0 ? index : profile
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = pool.randomElement(using: &generator) ?? 0
        case 1: bytes.remove(at: place)
        default: bytes.insert(pool.randomElement(using: &generator) ?? 0, at: place)
        }
      }
      do {
        if round % 3 == 0 {
          _ = try VocabularyIndex(reading: bytes, path: "index.json")
        } else {
          _ = try ModelProfile(reading: bytes, path: "profile.json")
        }
      } catch {
        #expect(error is TrainPackError, "seed \(seed), round \(round): \(error)")
      }
    }
  }
}
