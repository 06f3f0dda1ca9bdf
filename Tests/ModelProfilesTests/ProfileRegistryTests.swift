import Diagnostics
import Foundation
import Testing

@testable import ModelProfiles

@Suite struct ProfileRegistryTests {
  static let shipped = ProfileRegistry(folders: [PackageFiles.root + "/ModelProfiles"])

  @Test("the profiles that ship are listed by id, and none is rejected")
  func list() {
    #expect(
      Self.shipped.profiles.map(\.id) == [
        "deepseek-v3", "gemma-2-9b-it", "generic-alpaca", "generic-chatml", "llama-2-7b-chat", "llama-3.1-8b-instruct",
        "meditron-7b", "mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3", "mistral-nemo-instruct-2407",
        "phi-3-mini-4k-instruct", "qwen2.5-7b-instruct",
      ])
    #expect(Self.shipped.rejected.isEmpty)
  }

  @Test(
    "a profile is found by id and by alias, whatever the case",
    arguments: ["qwen2.5-7b-instruct", "QWEN2.5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct", "qwen/qwen2.5-7b-instruct"])
  func names(name: String) throws {
    #expect(try Self.shipped.profile(named: name).id == "qwen2.5-7b-instruct")
  }

  @Test("a profile is found by the path of its file, with or without a folder in it")
  func paths() throws {
    let path = PackageFiles.root + "/" + EditedProfile.paths[0]
    #expect(try Self.shipped.profile(named: path).id == "mistral-7b-instruct-v0.1")
    let error = #expect(throws: TrainPackError.self) { try Self.shipped.profile(named: "missing.json") }
    #expect(error?.code == .profileUnreadable)
  }

  @Test("an unknown name is answered with the three nearest and the command that lists all")
  func unknown() {
    let error = #expect(throws: TrainPackError.self) {
      try Self.shipped.profile(named: "mistral-7b-instrct-v0.3")
    }
    #expect(error?.code == .profileUnknown)
    #expect(
      error?.details == [
        "the nearest names are mistral-7b-instruct-v0.3, mistral-7b-instruct-v0.1, mistral-nemo-instruct-2407"
      ])
    #expect(error?.fix.contains("trainpack profiles list") == true)
    let repository = #expect(throws: TrainPackError.self) {
      try Self.shipped.profile(named: "Qwen/Qwen2.5-7B-Instrukt")
    }
    #expect(repository?.code == .profileUnknown)
    #expect(repository?.details.first?.contains("Qwen/Qwen2.5-7B-Instruct") == true)
  }

  @Test("a broken file hides no other, and asking for it gives its own error")
  func broken() throws {
    let folder = try TemporaryFolder()
    var edited = try EditedProfile.mistral()
    try folder.write("a/good.json", edited.bytes)
    try edited.set("/context", nil)
    try folder.write("b/broken.json", edited.bytes)
    try folder.write("schema.json", "{}")
    try folder.write("notes.txt", "no profile")
    let registry = ProfileRegistry(folders: [folder.path, folder.path + "/missing"])
    #expect(registry.profiles.map(\.id) == ["mistral-7b-instruct-v0.1"])
    #expect(registry.rejected.map(\.path) == [folder.path + "/b/broken.json"])
    let error = #expect(throws: TrainPackError.self) { try registry.profile(named: "broken") }
    #expect(error?.code == .profileInvalid)
    let unknown = #expect(throws: TrainPackError.self) { try registry.profile(named: "other") }
    #expect(unknown?.details.last?.contains("b/broken.json") == true)
  }

  @Test("of two profiles with one name the one that ships is kept, the other is set aside")
  func duplicates() throws {
    let folder = try TemporaryFolder()
    var edited = try EditedProfile.mistral()
    try edited.set("/id", "mine")
    try edited.set("/aliases", ["QWEN2.5-7b-instruct"])
    try folder.write("mine.json", edited.bytes)
    let registry = ProfileRegistry(folders: [PackageFiles.root + "/ModelProfiles", folder.path])
    #expect(registry.profiles.count == 12)
    #expect(registry.rejected.first?.error.code == .profileDuplicateID)
    #expect(registry.rejected.first?.error.details.first?.contains("qwen2.5-7b-instruct.json") == true)
  }

  @Test("the profiles of a home are those that ship and the user's own")
  func home() throws {
    let folder = try TemporaryFolder()
    var edited = try EditedProfile.qwen()
    try edited.set("/id", "my-qwen")
    try edited.set("/aliases", [])
    try folder.write("trainpack/ModelProfiles/my-qwen.json", edited.bytes)
    let home = TrainPackHome(
      folder: PackageFiles.root, origin: .option, userFolder: folder.path + "/trainpack")
    let registry = ProfileRegistry(home: home)
    #expect(registry.profiles.map(\.id).contains("my-qwen"))
    #expect(registry.profiles.count == 13)
  }

  @Test("a folder of profiles that is a link is read as the folder that it points to")
  func linked() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/ModelProfiles", withDestinationPath: PackageFiles.root + "/ModelProfiles")
    let registry = ProfileRegistry(home: TrainPackHome(folder: folder.path, origin: .option, userFolder: nil))
    #expect(registry.profiles.count == 12 && registry.rejected.isEmpty)
    #expect(registry.profiles.allSatisfy { $0.path.hasPrefix(folder.path + "/ModelProfiles/") })
  }
}
