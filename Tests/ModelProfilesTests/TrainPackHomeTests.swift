import Diagnostics
import Testing

@testable import ModelProfiles

@Suite struct TrainPackHomeTests {
  /// Makes a folder that is complete.
  private func makeHome(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try folder.write(name + "/ModelProfiles/schema.json", "{}")
    try folder.write(name + "/Vocabularies/index.json", "{}")
    return folder.path + "/" + name
  }

  @Test("the option is taken before the environment, that before the executable's folder, that before the checkout")
  func order() throws {
    let folder = try TemporaryFolder()
    let option = try makeHome(folder, "option")
    let named = try makeHome(folder, "named")
    let installed = try makeHome(folder, "usr/share/trainpack")
    let checkout = try makeHome(folder, "checkout")
    var surroundings = ProcessSurroundings(
      environment: ["TRAINPACK_HOME": named], executablePath: folder.path + "/usr/bin/trainpack", checkout: checkout)

    let first = try TrainPackHome.find(option: option, surroundings: surroundings)
    #expect(first.folder == option && first.origin == .option)
    let second = try TrainPackHome.find(option: nil, surroundings: surroundings)
    #expect(second.folder == named && second.origin == .environment)
    surroundings.environment = ["TRAINPACK_HOME": ""]
    let third = try TrainPackHome.find(option: nil, surroundings: surroundings)
    #expect(third.folder == installed && third.origin == .executable)
    surroundings.executablePath = "/nowhere/bin/trainpack"
    let fourth = try TrainPackHome.find(option: nil, surroundings: surroundings)
    #expect(fourth.folder == checkout && fourth.origin == .checkout)
  }

  @Test("a folder that is named but lacks something is refused, not passed over")
  func named() throws {
    let folder = try TemporaryFolder()
    let checkout = try makeHome(folder, "checkout")
    try folder.write("half/ModelProfiles/schema.json", "{}")
    let surroundings = ProcessSurroundings(environment: [:], executablePath: nil, checkout: checkout)
    let error = #expect(throws: TrainPackError.self) {
      try TrainPackHome.find(option: folder.path + "/half", surroundings: surroundings)
    }
    #expect(error?.code == .homeNotFound)
    #expect(error?.details == ["tried --home: \(folder.path)/half has no Vocabularies/index.json"])
    let environment = ProcessSurroundings(
      environment: ["TRAINPACK_HOME": "/nowhere"], executablePath: nil, checkout: checkout)
    let missing = #expect(throws: TrainPackError.self) {
      try TrainPackHome.find(option: nil, surroundings: environment)
    }
    #expect(missing?.details == ["tried TRAINPACK_HOME: /nowhere does not exist"])
  }

  @Test("where nothing is found, all that was tried is listed")
  func nothing() throws {
    let surroundings = ProcessSurroundings(
      environment: [:], executablePath: "/nowhere/bin/trainpack", checkout: "/nowhere/checkout")
    let error = #expect(throws: TrainPackError.self) {
      try TrainPackHome.find(option: nil, surroundings: surroundings)
    }
    #expect(
      error?.details == [
        "tried ../share/trainpack beside the executable: /nowhere/share/trainpack does not exist",
        "tried the checkout it was built in: /nowhere/checkout does not exist",
      ])
  }

  @Test("this checkout is found without any setting, and its executable is known")
  func current() throws {
    var surroundings = ProcessSurroundings.current()
    surroundings.environment["TRAINPACK_HOME"] = nil
    let home = try TrainPackHome.find(option: nil, surroundings: surroundings)
    #expect(FileStatus(of: home.folder) == FileStatus(of: PackageFiles.root))
    #expect(surroundings.executablePath?.hasPrefix("/") == true)
  }

  @Test(
    "the user's folder follows XDG_DATA_HOME, and HOME where that is not absolute",
    arguments: [
      (["XDG_DATA_HOME": "/data", "HOME": "/home/a"], "/data/trainpack"),
      (["XDG_DATA_HOME": "data", "HOME": "/home/a"], "/home/a/.local/share/trainpack"),
      (["XDG_DATA_HOME": "", "HOME": "/home/a/"], "/home/a/.local/share/trainpack"),
      ([:], nil), (["HOME": "a"], nil),
    ] as [([String: String], String?)])
  func userFolder(environment: [String: String], expected: String?) {
    #expect(UserDataFolder.path(environment: environment) == expected)
  }
}
