import Foundation
import ModelProfiles
import Testing

@testable import TrainPack

@Suite("Self-tests of the profiles that ship")
struct ProfileSelfTestTests {
  @Test(
    "texts, conversations, loss masks and templates are those of the oracle, for every profile whose vocabulary is here"
  )
  func all() throws {
    let folder = PipelineFixture.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let registries = try PipelineFixture.registries(folder)
    #expect(registries.profiles.profiles.count == 12)
    for profile in registries.profiles.profiles {
      let name = profile.tokenizer.vocabulary
      guard registries.vocabularies.list().contains(where: { $0.entry.name == name && $0.path != nil }) else {
        print("SKIPPED (no vocabulary \(name)): ProfileSelfTestTests.all: \(profile.id)")
        continue
      }
      let results = try TargetModel(profile: profile, in: registries).selfTest()
      #expect(results.count >= 14, "\(profile.id)")
      for result in results { #expect(result.difference == nil, "\(profile.id), \(result.name)") }
    }
  }

  @Test("the list says which profiles are ready")
  func ready() throws {
    let registries = try Registries(
      home: TrainPackHome(folder: PipelineFixture.root, origin: .option, userFolder: nil))
    let report = ProfileListReport(
      profiles: registries.profiles.profiles, vocabularies: registries.vocabularies.list()
    ).report
    let text = report.text()
    #expect(text.contains("ready"))
    let doctor = Doctor(registries: registries)
    #expect(doctor.isFine)
    let waiting = doctor.examinations.filter { $0.detail.contains("`trainpack vocabularies fetch llama-2`") }
    #expect(
      waiting.map(\.subject) == ["llama-2-7b-chat", "meditron-7b", "phi-3-mini-4k-instruct"].map { "profile \($0)" })
  }
}
