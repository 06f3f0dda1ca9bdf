#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A path with `*`, `?` or `[…]`, matched as a shell does.
struct FilePattern {
  /// What the pattern matches, in the order of the bytes of the paths.
  let matches: [String]

  /// - Source: POSIX `glob`; names that begin with a dot are matched only by a pattern that begins with one.
  init(_ pattern: String) {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, GLOB_NOSORT, nil, &result) == 0 else {
      matches = []
      return
    }
    // `gl_pathv` holds `gl_pathc` strings until `globfree`.
    let paths = (0..<Int(result.gl_pathc)).compactMap { index in result.gl_pathv?[index].map { String(cString: $0) } }
    matches = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func isPattern(_ path: String) -> Bool { path.utf8.contains { "*?[".utf8.contains($0) } }
}
