import Diagnostics
import Synchronization

/// The vocabularies that are known by name, and their files.
public final class VocabularyRegistry: Sendable {
  /// A vocabulary's file, read whole and held against its sha256.
  public struct VerifiedFile: Sendable {
    public let entry: VocabularyEntry
    public let path: String
    public let bytes: [UInt8]
  }

  /// A known vocabulary, and where its file is.
  public struct Listing: Hashable, Sendable {
    public let entry: VocabularyEntry
    /// The file, whose content is not checked here; `nil` when there is none.
    public let path: String?
  }

  struct State {
    var entries: [VocabularyEntry]
    /// The files that this process has checked, and what stood there then.
    var verified: [String: FileStatus] = [:]
  }

  public let home: TrainPackHome
  let limits: Limits
  let state: Mutex<State>

  /// Reads the index that ships, and the user's own where there is one.
  ///
  /// - Throws: `vocabulary.index-invalid`, the `json.…` codes.
  public init(home: TrainPackHome, limits: Limits = Limits()) throws {
    self.home = home
    self.limits = limits
    var entries = try Self.index(in: home.vocabularyFolder).entries
    if let folder = home.userVocabularyFolder, FileStatus.isFile(Self.indexPath(in: folder)) {
      for entry in try Self.index(in: folder).entries {
        guard let shipped = entries.first(where: { $0.name == entry.name || $0.file == entry.file }) else {
          entries.append(entry)
          continue
        }
        guard shipped.sha256 == entry.sha256 else {
          throw TrainPackError(
            .vocabularyIndexInvalid,
            "the vocabulary \"\(entry.name)\" takes the name or file of another one, \"\(shipped.name)\", that TrainPack "
              + "knows", at: InputLocation(source: Self.indexPath(in: folder)),
            fix: "remove this entry, and add its file under another name")
        }
      }
    }
    state = Mutex(State(entries: entries))
  }

  /// All known vocabularies, in the order of the index, with their files.
  public func list() -> [Listing] {
    state.withLock { $0.entries }.map { Listing(entry: $0, path: existingPaths(of: $0).first) }
  }

  /// - Throws: `vocabulary.unknown-name`.
  public func entry(named name: String) throws -> VocabularyEntry {
    let entries = state.withLock { $0.entries }
    for entry in entries where entry.name.utf8.elementsEqual(name.utf8) { return entry }
    let nearest = NearestNames(to: name, among: entries.map(\.name), maximumDistance: .max)
    throw TrainPackError(
      .vocabularyUnknownName, "there is no vocabulary \"\(name)\"",
      details: nearest.names.isEmpty ? [] : ["the nearest names are \(nearest.names.joined(separator: ", "))"],
      fix: "list the names with `trainpack vocabularies list`, or name a file of your own with "
        + "`trainpack vocabularies add \(name) FILE`")
  }

  /// Returns the path of a vocabulary's file, after its sha256 was checked once in this process.
  ///
  /// - Throws: `vocabulary.unknown-name`, `vocabulary.not-installed`, `vocabulary.wrong-checksum`,
  ///   `vocabulary.unreadable`.
  public func path(of name: String) throws -> String {
    let entry = try entry(named: name)
    for path in existingPaths(of: entry) {
      if let status = FileStatus(of: path), state.withLock({ $0.verified[path] }) == status { return path }
    }
    return try file(named: name).path
  }

  /// Reads a vocabulary's file and checks its sha256; where a file that ships is damaged, a right one of the user's
  /// serves.
  ///
  /// - Throws: `vocabulary.unknown-name`, `vocabulary.not-installed`, `vocabulary.wrong-checksum`,
  ///   `vocabulary.unreadable`.
  public func file(named name: String) throws -> VerifiedFile {
    let entry = try entry(named: name)
    var firstError: (any Error)?
    for path in existingPaths(of: entry) {
      do {
        return try verifiedFile(entry, at: path)
      } catch {
        if firstError == nil { firstError = error }
      }
    }
    throw firstError ?? notInstalled(entry)
  }

  private func verifiedFile(_ entry: VocabularyEntry, at path: String) throws -> VerifiedFile {
    let status = FileStatus(of: path)
    let bytes = try BoundedFile.contents(
      of: path, code: .vocabularyUnreadable, maximumByteCount: limits.maximumVocabularyBytes)
    try Self.check(bytes, against: entry, path: path)
    if let status { state.withLock { $0.verified[path] = status } }
    return VerifiedFile(entry: entry, path: path, bytes: bytes)
  }

  /// Reads the samples that come with the vocabularies that ship.
  ///
  /// - Throws: `vocabulary.samples-invalid`, the `json.…` codes.
  public func samples() throws -> VocabularySamples {
    let path = FilePaths.join(home.vocabularyFolder, VocabularySamples.fileName)
    guard FileStatus.isFile(path) else { return VocabularySamples(vocabularies: []) }
    let bytes = try BoundedFile.contents(of: path, code: .vocabularySamplesInvalid)
    return try VocabularySamples(reading: bytes, path: path)
  }

  // MARK: Files

  /// The files of this name, the one that ships first.
  private func existingPaths(of entry: VocabularyEntry) -> [String] {
    [home.vocabularyFolder, home.userVocabularyFolder].compactMap { $0.map { FilePaths.join($0, entry.file) } }
      .filter(FileStatus.isFile)
  }

  static func indexPath(in folder: String) -> String { FilePaths.join(folder, VocabularyIndex.fileName) }

  static func index(in folder: String) throws -> VocabularyIndex {
    let path = indexPath(in: folder)
    return try VocabularyIndex(
      reading: try BoundedFile.contents(of: path, code: .vocabularyIndexInvalid), path: path)
  }

  /// - Throws: `vocabulary.wrong-checksum`.
  static func check(_ bytes: [UInt8], against entry: VocabularyEntry, path: String) throws {
    let found = ContentHash.sha256(bytes)
    guard found != entry.sha256 else { return }
    let remedy =
      entry.source == nil
      ? "`trainpack vocabularies add \(entry.name) FILE`" : "`trainpack vocabularies fetch \(entry.name)`"
    throw TrainPackError(
      .vocabularyWrongChecksum, "this is not the vocabulary \"\(entry.name)\"", at: InputLocation(source: path),
      details: [
        "expected sha256 \(entry.sha256), \(entry.byteCount) bytes", "found    sha256 \(found), \(bytes.count) bytes",
      ], fix: "remove the file and get it again: \(remedy)")
  }

  private func notInstalled(_ entry: VocabularyEntry) -> TrainPackError {
    let add = "`trainpack vocabularies add \(entry.name) FILE`"
    let fix =
      entry.source == nil
      ? "name its file again with \(add)"
      : "run `trainpack vocabularies fetch \(entry.name)`, or, where the file is at hand, \(add)"
    return TrainPackError(
      .vocabularyNotInstalled, "the vocabulary \"\(entry.name)\" is not installed: there is no \(entry.file)",
      details: [
        "looked in " + [home.vocabularyFolder, home.userVocabularyFolder].compactMap { $0 }.joined(separator: ", "),
        "licence: \(entry.licence)",
      ], fix: fix)
  }
}
