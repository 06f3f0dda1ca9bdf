import Diagnostics

/// What stands at the destination when an export is to replace it.
enum EarlierExport {
  /// Makes sure that the folder holds nothing but what an export writes, so that nothing else is removed with it.
  ///
  /// - Throws: `export.not-replaceable`, naming what does not belong to an export.
  static func checkReplaceable(at path: String) throws {
    guard FileSystem.kind(at: path) == .directory else { throw refusal(path, "this is not a folder") }
    let names = try FileSystem.names(in: path).map { String(decoding: $0, as: UTF8.self) }
    guard names.isEmpty || names.contains(ExportFileName.manifest) else {
      throw refusal(path, "this folder holds no \(ExportFileName.manifest), so it is not an export")
    }
    for name in names {
      let child = path + "/" + name
      if name == ExportFileName.dataDirectory, FileSystem.kind(at: child) == .directory {
        for shard in try FileSystem.names(in: child).map({ String(decoding: $0, as: UTF8.self) }) {
          guard ShardName(fileName: shard) != nil, FileSystem.kind(at: child + "/" + shard) == .file else {
            throw refusal(child + "/" + shard, "no export writes this")
          }
        }
      } else if !ExportFileName.isAtTop(name) || FileSystem.kind(at: child) != .file {
        throw refusal(child, "no export writes this")
      }
    }
  }

  private static func refusal(_ path: String, _ message: String) -> TrainPackError {
    TrainPackError(
      .exportNotReplaceable, message, at: InputLocation(source: path),
      fix: "move it away, or choose another --output: --force removes earlier exports only")
  }
}
