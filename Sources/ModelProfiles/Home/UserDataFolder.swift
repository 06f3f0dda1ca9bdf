/// Where a user's own profiles and vocabularies are kept.
public enum UserDataFolder {
  /// Returns `$XDG_DATA_HOME/trainpack`, or `~/.local/share/trainpack` where that is not set; `nil` where neither that
  /// nor the home folder is known.
  ///
  /// - Source: the XDG Base Directory Specification, by which a relative `XDG_DATA_HOME` is ignored.
  public static func path(environment: [String: String]) -> String? {
    if let data = environment["XDG_DATA_HOME"], data.utf8.first == UInt8(ascii: "/") {
      return FilePaths.join(data, "trainpack")
    }
    if let home = environment["HOME"], home.utf8.first == UInt8(ascii: "/") {
      return FilePaths.join(home, ".local/share/trainpack")
    }
    return nil
  }
}
