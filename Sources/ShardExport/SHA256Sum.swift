/// The SHA-256 of some bytes, 32 bytes long.
public struct SHA256Sum: Hashable, Sendable {
  /// The sum as it is written everywhere: 64 lowercase hexadecimal digits.
  public let hexadecimal: String

  /// Takes a sum as it is written, or `nil` when `text` is not 64 lowercase hexadecimal digits.
  public init?(hexadecimal text: String) {
    guard text.utf8.count == 64, text.utf8.allSatisfy(Self.isDigit) else { return nil }
    hexadecimal = text
  }

  /// The sum of all of `bytes`.
  public init(of bytes: [UInt8]) {
    var hasher = SHA256Hasher()
    hasher.update(bytes.span)
    self = hasher.sum
  }

  /// Writes the sum's bytes as digits.
  init(digest bytes: some Sequence<UInt8>) {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    hexadecimal = String(decoding: text, as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}

extension SHA256Sum: CustomStringConvertible {
  public var description: String { hexadecimal }
}
