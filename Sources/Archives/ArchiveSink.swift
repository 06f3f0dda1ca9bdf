/// Where an archive's bytes go: a file, a hash, a comparison.
public protocol ArchiveSink: AnyObject {
  /// Takes the next bytes of the archive, all of them or throwing.
  func write(_ bytes: Span<UInt8>) throws
}
