/// The SHA-256 of some bytes, 32 bytes long.
public struct SHA256Sum: Hashable, Sendable {
  /// Eight bytes to a word, the first byte the highest.
  private var words = SIMD4<UInt64>()

  private static let digits = Array("0123456789abcdef".utf8)

  /// Takes a sum as it is written, or `nil` when `text` is not 64 lowercase hexadecimal digits.
  public init?(hexadecimal text: String) {
    guard text.utf8.count == 64 else { return nil }
    for (index, digit) in text.utf8.enumerated() {
      guard let value = Self.digits.firstIndex(of: digit) else { return nil }
      words[index / 16] = words[index / 16] << 4 | UInt64(value)
    }
  }

  /// The sum of all of `bytes`.
  public init(of bytes: [UInt8]) {
    var hasher = SHA256Hasher()
    hasher.update(bytes.span)
    self = hasher.sum
  }

  /// Takes the 32 bytes of a digest.
  init(digest bytes: some Sequence<UInt8>) {
    for (index, byte) in bytes.prefix(32).enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
  }

  /// The sum as it is written everywhere: 64 lowercase hexadecimal digits.
  public var hexadecimal: String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for index in 0..<64 {
      text.append(Self.digits[Int(words[index / 16] >> UInt64(60 - 4 * (index % 16)) & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension SHA256Sum: Comparable {
  /// The order of the sums' bytes.
  public static func < (left: SHA256Sum, right: SHA256Sum) -> Bool {
    for index in 0..<4 where left.words[index] != right.words[index] { return left.words[index] < right.words[index] }
    return false
  }
}

extension SHA256Sum: CustomStringConvertible {
  public var description: String { hexadecimal }
}
