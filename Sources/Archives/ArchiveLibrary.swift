import CArchive

/// The library behind archives and compression.
public enum ArchiveLibrary {
  /// Its version with those of the compressors it was built with.
  public static var version: String { archive_version_details().map { String(cString: $0) } ?? "unknown" }
}
