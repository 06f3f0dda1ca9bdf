/// The names of the files in an export.
enum ExportFileName {
  static let card = "README.md"
  static let manifest = "manifest.json"
  static let checksums = "SHA256SUMS"
  static let ledger = "fit-ledger.jsonl"
  static let segments = "segments.jsonl"
  static let dataDirectory = "data"

  /// What git, the Hub and its client put beside an export that was uploaded or downloaded; no reader of datasets looks there.
  static let ofOthers: Set<String> = [".git", ".gitattributes", ".cache"]

  /// The index of a split's shards for `wids`.
  static func widsIndex(of split: String) -> String { "wids-\(split).json" }

  /// Whether an export may have a file of this name beside its data folder.
  static func isAtTop(_ name: String) -> Bool {
    if atTop.contains(name) { return true }
    guard name.hasPrefix("wids-"), name.hasSuffix(".json") else { return false }
    return SplitName.isUsable(String(name.dropFirst(5).dropLast(5)))
  }

  /// The files that stand beside the data folder in every export.
  static let atTop: Set<String> = [card, manifest, checksums, ledger, segments]
}
