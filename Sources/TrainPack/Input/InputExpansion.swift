import Archives
import Diagnostics

/// Finds the inputs that the user's words name: files, the data files of folders, what patterns match, and the data
/// members of tar archives.
struct InputExpansion {
  struct Found {
    var sources: [InputSource] = []
    /// What lies in folders and archives and is not read.
    var skipped: [InputLocation] = []
    /// Inputs that are the same file as one before.
    var repeated: [InputLocation] = []
  }

  let limits: Limits

  /// - Throws: `input.no-data-files`, `input.no-match`, `input.repeated`, and what reading folders and archives throws. A
  ///   file that is not there is an error when it is opened.
  func expand(_ paths: [String]) throws -> Found {
    var found = Found()
    for path in paths { try add(path, to: &found) }
    try noteRepeated(&found)
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
      fix: "data files end in .jsonl, .ndjson, .json, .csv or .tsv, compressed or not; name any other file "
        + "itself, and the message says how to convert what is not read")
  }

  /// Notes the files that are named more than once, which may be meant; what cannot be read twice is an error.
  private func noteRepeated(_ found: inout Found) throws {
    struct Identity: Hashable {
      var file: FileIdentity?
      var member: [UInt8]?
    }
    var seen: [Identity: Int] = [:]
    for (index, source) in found.sources.enumerated() {
      let file = FileIdentity(of: source.path)
      if file == nil && source.path != "-" { continue }
      guard let first = seen.updateValue(index, forKey: Identity(file: file, member: source.member?.name)) else {
        continue
      }
      if source.path == "-" {
        throw TrainPackError(
          .inputRepeated, "standard input is named twice", at: InputLocation(source: source.name),
          fix: "name it once; save it as a file to read it again")
      }
      if let one = found.sources[first].member, let other = source.member, one.index != other.index {
        throw TrainPackError(
          .inputRepeated, "the archive has two members of one name", at: InputLocation(source: source.name),
          fix: "write the archive anew with each name once; unpacking it would keep the last one alone")
      }
      found.repeated.append(InputLocation(source: source.name))
    }
  }
}
