/// One member of a tar archive, as its header describes it.
public struct ArchiveMember: Hashable, Sendable {
  /// The name's bytes, as they stand in the archive.
  public var name: [UInt8]
  /// The size of the contents, in bytes.
  public var byteCount: Int
  /// Whether it is an ordinary file (and no folder, link or device).
  public var isRegularFile: Bool

  public init(name: [UInt8], byteCount: Int, isRegularFile: Bool) {
    self.name = name
    self.byteCount = byteCount
    self.isRegularFile = isRegularFile
  }

  /// The largest contents that a ustar header can state: eleven octal digits.
  ///
  /// Source: POSIX.1-1988 ustar interchange format, field `size`.
  public static let maximumByteCount = (8 << 30) - 1

  /// Where the contents of an archive's first member begin: behind its header, in bytes.
  public static let firstContentsOffset = UstarHeader.byteCount

  /// The longest name that fits the ustar name field with its terminator.
  static let maximumNameByteCount = 99

  /// Whether `name` is one that every tar reader and file system takes the same way: ASCII letters, digits, `_`, and,
  /// but for the first byte, `-` and single dots.
  static func isPortable(name: String) -> Bool {
    guard name.utf8.count <= maximumNameByteCount, let first = name.utf8.first, isNameByte(first) else { return false }
    var previous = first
    for byte in name.utf8.dropFirst() {
      let isDot = byte == UInt8(ascii: ".")
      guard isNameByte(byte) || byte == UInt8(ascii: "-") || isDot && previous != byte else { return false }
      previous = byte
    }
    return true
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
