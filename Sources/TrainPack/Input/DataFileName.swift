/// Which files of a folder or archive are data files, by their names. What is in them is told by their content.
enum DataFileName {
  private static let endings = ["jsonl", "ndjson", "json", "csv", "tsv"]
  private static let compressions = ["gz", "zst", "xz"]
  /// What `datasets` writes about a dataset beside its records.
  private static let descriptions = ["dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json"]

  /// Whether a file of a folder is read: a data file or a tar archive.
  static func isDataFile(_ name: String) -> Bool { isRecords(Array(name.utf8)) || isArchive(Array(name.utf8)) }

  /// Whether a member of an archive is read: its last component names a data file, and no component is hidden.
  static func isMember(_ path: [UInt8]) -> Bool {
    let components = path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
    guard let name = components.last, !components.contains(where: { $0.first == UInt8(ascii: ".") }) else {
      return false
    }
    return isRecords(Array(name))
  }

  private static func isRecords(_ name: [UInt8]) -> Bool {
    var parts = lowercaseParts(name)
    if compressions.contains(where: { parts.last?.elementsEqual($0.utf8) == true }) { parts.removeLast() }
    guard parts.count > 1, let ending = parts.last, endings.contains(where: { ending.elementsEqual($0.utf8) }) else {
      return false
    }
    return !descriptions.contains { name.elementsEqual($0.utf8) }
  }

  private static func isArchive(_ name: [UInt8]) -> Bool {
    var parts = lowercaseParts(name)
    guard parts.count > 1 else { return false }
    if parts.last?.elementsEqual("tgz".utf8) == true { return true }
    if compressions.contains(where: { parts.last?.elementsEqual($0.utf8) == true }) { parts.removeLast() }
    return parts.count > 1 && parts.last?.elementsEqual("tar".utf8) == true
  }

  /// The parts between the dots of a name, in lower case.
  private static func lowercaseParts(_ name: [UInt8]) -> [ArraySlice<UInt8>] {
    name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  }
}
