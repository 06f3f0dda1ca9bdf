import Diagnostics

/// Finds what `datasets` takes for more than a name in an export's path: it then looks elsewhere, or in other folders too.
///
/// Source: `expanduser` and `expandvars` in `datasets/data_files.py`, `url_to_fs` (`::`) and `has_magic` (`*?[`) of `fsspec`.
enum PatternPath {
  /// The words of `path` that stand for others; `nil` when it is a plain name.
  static func meaning(of path: String) -> String? {
    var bytes = Array(path.utf8)[...]
    while bytes.starts(with: "./".utf8) { bytes.removeFirst(2) }
    if let sign = bytes.first(where: { "*?".utf8.contains($0) }) {
      return "\(Character(UnicodeScalar(sign))) as a pattern"
    }
    if let opening = bytes.firstIndex(of: UInt8(ascii: "[")), bytes[opening...].contains(UInt8(ascii: "]")) {
      return "[ as a pattern"
    }
    if bytes.firstRange(of: "::".utf8) != nil { return ":: as the end of an address" }
    if bytes.first == UInt8(ascii: "~") { return "~ as a home folder" }
    let hasVariable = zip(bytes, bytes.dropFirst()).contains { first, second in
      let isName = (second | 0x20) >= UInt8(ascii: "a") && (second | 0x20) <= UInt8(ascii: "z")
      return first == UInt8(ascii: "$") && (isName || second == UInt8(ascii: "_") || second == UInt8(ascii: "{"))
    }
    return hasVariable ? "$ as the beginning of a variable's name" : nil
  }

  /// What is to be known of an export at `path`.
  static func finding(_ path: String) -> Finding? {
    guard let meaning = meaning(of: path) else { return nil }
    return Finding(
      .exportPatternPath, .warning, "load_dataset takes \(meaning), and does not find the export as \(path)",
      places: [],
      fix: "move the folder to a path without it before it is loaded, or name another with --output")
  }
}
