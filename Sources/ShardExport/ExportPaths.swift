import Diagnostics

/// Where an export ends up, and the names beside it that are used on the way.
struct ExportPaths {
  /// The folder that the finished export becomes, without a slash at its end.
  let destination: String
  /// The folder that holds the destination.
  let parent: String
  /// Where the export is built.
  let partial: String
  /// Where an earlier export stands for the moment between two renames.
  let replaced: String

  /// - Parameter destination: The output path as the user gave it.
  /// - Throws: `export.destination`.
  init(destination text: String) throws {
    guard !text.utf8.elementsEqual("-".utf8) else {
      throw TrainPackError(
        .exportDestination, "an export is a folder, which cannot be written to standard output",
        fix: "name a folder to create, such as --output shards (a folder that is called - is --output ./-)")
    }
    var bytes = Array(text.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    let nameStart = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let name = String(decoding: bytes[nameStart...], as: UTF8.self)
    guard !name.isEmpty, name != ".", name != "..", !bytes.contains(0) else {
      throw TrainPackError(
        .exportDestination, "the output path \"\(text)\" does not name a folder to create",
        fix: "end --output in a name of its own, such as `shards`")
    }
    let prefix = String(decoding: bytes[..<nameStart], as: UTF8.self)
    destination = prefix + name
    parent = nameStart == 0 ? "." : nameStart == 1 ? "/" : String(decoding: bytes[..<(nameStart - 1)], as: UTF8.self)
    partial = "\(prefix).\(name).partial"
    replaced = "\(prefix).\(name).replaced"
  }
}
