import ContextFitting
import Foundation
import ModelProfiles
import SequencePacking
import ShardExport

@testable import TrainPack

/// Pipelines over files of the package and the shared data.
enum PipelineFixture {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let examples = root + "/Examples/vignettes.jsonl"
  static let profiles = ["mistral-7b-instruct-v0.1", "mistral-7b-instruct-v0.3", "qwen2.5-7b-instruct"]

  static func model(_ name: String) throws -> TargetModel {
    try TargetModel(named: name, in: Registries(home: root))
  }

  /// What an export of files was made from.
  static func source(
    _ paths: [String], profile: String? = nil, systemPrompt: String? = nil
  ) throws -> VerifySource {
    VerifySource(
      paths: paths, profile: profile, systemPromptPath: systemPrompt, registries: try Registries(home: root))
  }

  /// A file of the shared data; says so and gives `nil` when it is not there.
  static func shared(_ path: String, for test: String) -> String? {
    let file = URL(fileURLWithPath: root).deletingLastPathComponent().path + "/shared/" + path
    if FileManager.default.fileExists(atPath: file) { return file }
    print("SKIPPED (no ../shared): \(test): \(path) is not here")
    return nil
  }

  static func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("trainpack-\(UUID().uuidString)").path
  }

  /// Every file below a folder, by its relative path.
  static func files(below folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let url = URL(fileURLWithPath: folder + "/" + name)
      if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        files[name] = try Data(contentsOf: url)
      }
    }
    return files
  }

  /// The registries of the checkout, with the vocabularies of the user's data folder and of the shared material.
  static func registries(_ folder: String) throws -> Registries {
    let own = folder + "/Vocabularies"
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    let environment = ProcessInfo.processInfo.environment
    let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
    let shared =
      URL(fileURLWithPath: root).deletingLastPathComponent().path + "/shared/data/vocabularies"
    for entry in try Registries(home: root).vocabularies.list().map(\.entry) {
      let folders =
        ["\(data)/trainpack/Vocabularies"] + ["sentencepiece", "tiktoken", "tekken"].map { "\(shared)/\($0)" }
      for path in folders.map({ "\($0)/\(entry.file)" }) where FileManager.default.fileExists(atPath: path) {
        try? FileManager.default.createSymbolicLink(atPath: "\(own)/\(entry.file)", withDestinationPath: path)
      }
    }
    return try Registries(
      home: TrainPackHome(folder: root, origin: .option, userFolder: folder))
  }
}
