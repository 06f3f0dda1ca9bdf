import Diagnostics
import TestSupport
import Testing

@testable import ModelProfiles

@Suite struct ProfileFuzzTests {
  @Test("a profile or index with changed bytes is read or refused with a TrainPackError, and never traps")
  func changedBytes() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
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
