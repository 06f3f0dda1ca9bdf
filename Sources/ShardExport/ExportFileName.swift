/// The names of the files in an export.
enum ExportFileName {
  static let card = "README.md"
  static let manifest = "manifest.json"
  static let checksums = "SHA256SUMS"
  static let ledger = "fit-ledger.jsonl"
  static let segments = "segments.jsonl"
  static let dataDirectory = "data"

  /// All files that stand beside the data folder.
  static let atTop: Set<String> = [card, manifest, checksums, ledger, segments]
}
