import Diagnostics
import Glibc

/// The folder beside the destination in which an export is built, and which becomes the destination by one rename.
///
/// A lock on the folder itself (not on a file in it) tells a running export from the leftovers of a dead one: it ends
/// with the process. So nothing has to be cleaned up by hand, and nothing of it is left in the finished export.
final class PartialDirectory {
  let paths: ExportPaths
  private let policy: OverwritePolicy
  private var lock: Int32 = -1
  private var createdParents: [String] = []
  private var isOpen = true

  var path: String { paths.partial }

  /// Creates the folder, empty and locked; what a dead export left is removed first.
  ///
  /// - Throws: `export.exists`, `export.not-replaceable`, `export.in-progress`, `export.destination`,
  ///   `export.unwritable`, `export.disk-full`.
  init(destination: String, policy: OverwritePolicy) throws {
    paths = try ExportPaths(destination: destination)
    self.policy = policy
    do {
      try makeParents()
      lock = try acquireLock()
      try recoverInterruptedReplacement()
      try checkDestination()
      try FileSystem.removeContents(of: path)
      try writeHolder()
    } catch {
      abandon()
      throw error
    }
  }

  deinit { abandon() }

  /// Makes the folder the destination.
  ///
  /// - Throws: `export.exists`, `export.not-replaceable`, `export.unwritable`; nothing has changed at the destination
  ///   then.
  func publish() throws {
    try FileSystem.removeFile(holderPath)
    try FileSystem.synchronizeDirectory(path)
    try checkDestination()
    if FileSystem.kind(at: paths.destination) == nil {
      try FileSystem.rename(path, paths.destination)
      isOpen = false
    } else {
      try replaceDestination()
    }
    defer { releaseLock() }
    try FileSystem.synchronizeDirectory(paths.parent)
  }

  /// Removes the folder with all that is in it, and the parents that were created for it; does nothing once published.
  func abandon() {
    guard isOpen else { return }
    isOpen = false
    if lock >= 0 {
      // There is nobody left to tell: this runs after an error, or in deinit. What stays is removed by the next export.
      try? FileSystem.removeTree(path)
      releaseLock()
    }
    for parent in createdParents.reversed() { rmdir(parent) }
  }

  private func replaceDestination() throws {
    try FileSystem.rename(paths.destination, paths.replaced)
    do {
      try FileSystem.rename(path, paths.destination)
      isOpen = false
    } catch {
      try FileSystem.rename(paths.replaced, paths.destination)
      throw error
    }
    // The new export is complete and in place; if this fails, the next export removes the rest.
    try? FileSystem.removeTree(paths.replaced)
  }

  /// Ends what an export that died between its two renames began.
  private func recoverInterruptedReplacement() throws {
    guard FileSystem.kind(at: paths.replaced) == .directory else { return }
    if FileSystem.kind(at: paths.destination) == nil {
      try FileSystem.rename(paths.replaced, paths.destination)
    } else {
      try FileSystem.removeTree(paths.replaced)
    }
  }

  private func checkDestination() throws {
    guard FileSystem.kind(at: paths.destination) != nil else { return }
    switch policy {
    case .refuse:
      throw TrainPackError(
        .exportExists, "something stands at the output path already", at: InputLocation(source: paths.destination),
        fix: "choose another --output, or replace an earlier export with --force")
    case .replace:
      try EarlierExport.checkReplaceable(at: paths.destination)
    }
  }

  private func makeParents() throws {
    var missing: [String] = []
    var ancestor = paths.parent
    while FileSystem.kind(at: ancestor) == nil {
      missing.append(ancestor)
      guard let above = try? ExportPaths(destination: ancestor) else { break }
      ancestor = above.parent
    }
    for directory in missing.reversed() where try FileSystem.makeDirectory(directory) {
      createdParents.append(directory)
    }
  }

  /// Opens and locks the folder, creating it where it is missing.
  private func acquireLock() throws -> Int32 {
    // A folder that another export renamed or removed after it was opened here is the wrong one: start again.
    for _ in 0..<100 {
      _ = try FileSystem.makeDirectory(path)
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard descriptor >= 0 else {
        if errno == ENOENT { continue }
        throw FileFailure.error("open the folder", path, errno: errno)
      }
      let result = flock(descriptor, LOCK_EX | LOCK_NB)
      let number = errno
      if result == 0, FileSystem.isSame(path, descriptor) { return descriptor }
      close(descriptor)
      if result != 0 {
        throw number == EWOULDBLOCK ? inProgress() : FileFailure.error("lock the folder", path, errno: number)
      }
    }
    throw inProgress()
  }

  private func releaseLock() {
    close(lock)
    lock = -1
  }

  private var holderPath: String { path + "/writer.pid" }

  private func writeHolder() throws {
    let file = try OutputFile(creating: holderPath)
    try file.write(Array("\(getpid())\n".utf8).span)
    try file.finish(.temporary)
  }

  private func inProgress() -> TrainPackError {
    var pid = [UInt8](repeating: 0, count: 32)
    let count = (try? InputFile(path: holderPath).read(into: &pid)) ?? 0
    let digits = String(decoding: pid[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return TrainPackError(
      .exportInProgress, "another export to the same place is running",
      at: InputLocation(source: paths.destination), details: digits.isEmpty ? [] : ["its process: \(digits)"],
      fix: "wait until it has ended, or choose another --output")
  }
}
