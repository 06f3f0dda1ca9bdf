import CPCRE2

/// The library that runs the patterns that no scanner here knows.
public enum RegexLibrary {
  /// Its version, and whether it compiles patterns to machine code here.
  public static var version: String {
    let size = Int(pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), nil))
    guard size > 0 else { return "libpcre2, of an unknown version" }
    var text = [UInt8](repeating: 0, count: size)
    let length = text.withUnsafeMutableBytes { pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), $0.baseAddress) }
    var compiles: UInt32 = 0
    _ = withUnsafeMutableBytes(of: &compiles) { pcre2_config_8(UInt32(PCRE2_CONFIG_JIT), $0.baseAddress) }
    // The version is followed by its date.
    let number = String(decoding: text.prefix(max(0, min(size, Int(length)) - 1)).prefix { $0 != 0x20 }, as: UTF8.self)
    return "libpcre2 \(number)" + (compiles == 1 ? "" : ", without compilation to machine code")
  }
}
