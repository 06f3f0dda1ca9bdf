import Archives
import Diagnostics

/// Finds the inputs that the user's words name: files, the data files of folders, what patterns match, and the data
/// members of tar archives.
struct InputExpansion {
  struct Found {
    var sources: [InputSource] = []
    /// What lies in folders and archives and is not read.
    var skipped: [InputLocation] = []
  }

  let limits: Limits

  /// - Throws: `input.no-data-files`, `input.no-match`, `input.repeated`, and what reading folders and archives throws. A
  ///   file that is not there is an error when it is opened.
  func expand(_ paths: [String]) throws -> Found {
    var found = Found()
    for path in paths { try add(path, to: &found) }
    try checkNotRepeated(found.sources)
    return found
  }

  private func add(_ path: String, to found: inout Found) throws {
    switch FileKind(of: path) {
    case .folder: try addFolder(path, to: &found)
    case .file: try addFile(path, to: &found)
    case .other: found.sources.append(InputSource(path: path))
    case .missing:
      guard path != "-", FilePattern.isPattern(path) else {
        found.sources.append(InputSource(path: path))
        return
      }
      let matches = FilePattern(path).matches
      if matches.isEmpty {
        throw TrainPackError(
          .inputNoMatch, "the pattern matches no file", at: InputLocation(source: path),
          fix:
            "check the pattern with ls \(path); * does not look into folders, so name a folder to have all of it read")
      }
      for match in matches { try add(match, to: &found) }
    }
  }

  private func addFolder(_ path: String, to found: inout Found) throws {
    let listing = try FolderListing(of: path)
    found.skipped += listing.others.map { InputLocation(source: $0) }
    if listing.dataFiles.isEmpty { throw noDataFiles("folder", path, others: listing.others) }
    for file in listing.dataFiles { try addFile(file, to: &found) }
  }

  /// Adds a file, or the members of a tar archive.
  private func addFile(_ path: String, to found: inout Found) throws {
    guard FileSize.bytes(of: path) != nil, try ArchiveInput.isArchive(path, limits: limits) else {
      found.sources.append(InputSource(path: path))
      return
    }
    let archive = try ArchiveInput(path: path, limits: limits)
    var others: [String] = []
    var count = 0
    var index = 0
    while let member = try archive.nextMember() {
      defer { index += 1 }
      let listed = InputSource(
        InputSource.Member(name: member.name, index: index, byteCount: member.byteCount), ofArchive: path)
      if member.isRegularFile && DataFileName.isMember(member.name) {
        found.sources.append(listed)
        count += 1
      } else if member.name.last != UInt8(ascii: "/") {
        others.append(listed.name)
      }
    }
    found.skipped += others.map { InputLocation(source: $0) }
    if count == 0 { throw noDataFiles("archive", path, others: others) }
  }

  private func noDataFiles(_ what: String, _ path: String, others: [String]) -> TrainPackError {
    let shown = others.prefix(5).joined(separator: ", ") + (others.count > 5 ? " …" : "")
    return TrainPackError(
      .inputNoDataFiles, "the \(what) holds no data file", at: InputLocation(source: path),
      details: others.isEmpty ? ["it is empty"] : ["it holds: \(shown)"],
      fix: "data files end in .jsonl, .ndjson, .json, .csv or .tsv, compressed or not; name any other file itself")
  }

  private func checkNotRepeated(_ sources: [InputSource]) throws {
    struct Identity: Hashable {
      var file: FileIdentity?
      var member: [UInt8]?
    }
    var seen: [Identity: InputSource] = [:]
    for source in sources {
      let file = FileIdentity(of: source.path)
      if file == nil && source.path != "-" { continue }
      guard let first = seen.updateValue(source, forKey: Identity(file: file, member: source.member?.name)) else {
        continue
      }
      let isSame = first.name.utf8.elementsEqual(source.name.utf8)
      throw TrainPackError(
        .inputRepeated,
        isSame ? "the input is named twice" : "the input is the same file as \(first.name)",
        at: InputLocation(source: source.name),
        fix: source.member != nil && isSame
          ? "write the archive anew with each name once"
          : "name it once; to give its records more weight, copy the file")
    }
  }
}
