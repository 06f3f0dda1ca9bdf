import Diagnostics

/// The bytes of an export's `manifest.json`.
struct ManifestFile {
  let path: String
  let bytes: [UInt8]

  private static let maximumByteCount = 64 << 20

  /// - Throws: `export.not-an-export` when there is none; `export.unreadable`.
  init(of directory: String) throws {
    path = directory + "/" + ExportFileName.manifest
    guard FileSystem.kindOfTarget(of: path) == .file else {
      throw TrainPackError(
        .exportNotAnExport, "there is no \(ExportFileName.manifest) here", at: InputLocation(source: directory),
        fix: "name the folder that was given to `trainpack export --output`")
    }
    bytes = try SmallFile.read(path, maximumByteCount: Self.maximumByteCount)
  }

  /// What the bytes say.
  ///
  /// - Throws: The reader's errors where they are no manifest.
  func manifest() throws -> Manifest { try Manifest(jsonText: bytes, path: path) }
}
