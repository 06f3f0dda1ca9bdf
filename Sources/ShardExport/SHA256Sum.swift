/// The SHA-256 of some bytes, 32 bytes long.
public struct SHA256Sum: Hashable, Sendable {
  /// Eight bytes to a word, the first byte the highest.
  private var words: SIMD4<UInt64>

  private static let digits = Array("0123456789abcdef".utf8)

  /// Takes a sum as it is written, or `nil` when `text` is not 64 lowercase hexadecimal digits.
  public init?(hexadecimal text: String) {
    guard text.utf8.count == 64 else { return nil }
    words = .zero
    for (index, digit) in text.utf8.enumerated() {
      guard let value = Self.digits.firstIndex(of: digit) else { return nil }
      words[index / 16] = words[index / 16] << 4 | UInt64(value)
    }
  }

  /// The sum of all of `bytes`.
  public init(of bytes: [UInt8]) { self.init(of: bytes, in: bytes.indices) }

  /// - Parameter range: Of `bytes`, those that are summed.
  public init(of bytes: [UInt8], in range: Range<Int>) {
    var hasher = SHA256Hasher()
    hasher.update(bytes.span.extracting(range))
    self = hasher.sum
  }

  init(words: SIMD4<UInt64>) { self.words = words }

  /// The first half of the sum.
  public var firstHalf: UInt128 { UInt128(words[0]) << 64 | UInt128(words[1]) }

  /// The sum as it is written everywhere: 64 lowercase hexadecimal digits.
  public var hexadecimal: String { String(decoding: hexadecimalDigits, as: UTF8.self) }

  /// The sum as it is written everywhere, in ASCII.
  var hexadecimalDigits: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for index in 0..<4 {
      var word = words[index]
      for _ in 0..<16 {
        word = word << 4 | word >> 60
        text.append(Self.digits[Int(word & 15)])
      }
    }
    return text
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
