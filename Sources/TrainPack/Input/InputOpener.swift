import Archives
import Diagnostics
import ShardExport

/// Opens inputs one after the other; an archive whose members follow each other is read once.
final class InputOpener {
  /// An input that is open.
  struct Opened {
    let bytes: ByteSource
    fileprivate let hash: InputHash?

    /// The size and sum of the input, of which nothing more is wanted; `nil` where they were not asked for.
    ///
    /// - Throws: What reading its rest throws.
    func digest() throws -> FileDigest? {
      guard let hash else { return nil }
      try bytes.passRest()
      return hash.digest
    }
  }

  private let limits: Limits
  private let sumsFiles: Bool
  private var archive: ArchiveInput?
  private var archivePath = ""
  /// How many members of `archive` have been passed.
  private var passedCount = 0

  /// - Parameter sumsFiles: Whether the sums of files are wanted too, and not only those of the members of archives.
  init(limits: Limits, sumsFiles: Bool) {
    self.limits = limits
    self.sumsFiles = sumsFiles
  }

  /// - Throws: What opening the file or archive throws.
  func open(_ source: InputSource) throws -> Opened {
    guard let member = source.member else {
      guard sumsFiles else { return Opened(bytes: try ByteSource.open(source.path, limits: limits), hash: nil) }
      let hash = InputHash()
      return Opened(bytes: try ByteSource.open(source.path, limits: limits) { hash.update($0) }, hash: hash)
    }
    if archive == nil || !archivePath.utf8.elementsEqual(source.path.utf8) || passedCount > member.index {
      archive = try ArchiveInput(path: source.path, limits: limits)
      archivePath = source.path
      passedCount = 0
    }
    guard let archive else { throw changed(source) }
    while let next = try archive.nextMember() {
      passedCount += 1
      guard passedCount == member.index + 1 else { continue }
      guard next.name == member.name, next.byteCount == member.byteCount else { throw changed(source) }
      let hash = InputHash()
      return Opened(
        bytes: try archive.openMember(named: source.name, limits: limits) { hash.update($0) }, hash: hash)
    }
    throw changed(source)
  }

  private func changed(_ source: InputSource) -> TrainPackError {
    TrainPackError(
      .inputUnreadable, "the archive changed while it was read", at: InputLocation(source: source.path),
      fix: "wait until it is written, and run again")
  }
}

/// The size and sum of a file or of a member of an archive, as its bytes go by.
final class InputHash {
  private var hasher = SHA256Hasher()
  private var byteCount = 0

  func update(_ bytes: Span<UInt8>) {
    hasher.update(bytes)
    byteCount += bytes.count
  }

  var digest: FileDigest { FileDigest(byteCount: byteCount, sum: hasher.sum) }
}
