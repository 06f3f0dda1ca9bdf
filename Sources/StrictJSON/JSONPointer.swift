import Diagnostics

/// A place inside a JSON value: the keys and positions that lead to it.
///
/// Source: RFC 6901.
public struct JSONPointer: Hashable, Sendable {
  /// The decoded keys, and positions in decimal, from the outside in; empty for the whole value.
  public var tokens: [[UInt8]]

  public init(tokens: [[UInt8]] = []) {
    self.tokens = tokens
  }

  /// Reads `/messages/0/content` and the like.
  ///
  /// - Throws: `json.invalid-pointer`.
  public init(_ text: String) throws {
    tokens = []
    var token: [UInt8]?
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        guard byte == 0x30 || byte == 0x31 else { throw Self.invalid(text) }
        token?.append(byte == 0x30 ? 0x7E : 0x2F)
        isEscaped = false
      } else if byte == 0x2F {
        if let token { tokens.append(token) }
        token = []
      } else if token == nil {
        throw Self.invalid(text)
      } else if byte == 0x7E {
        isEscaped = true
      } else {
        token?.append(byte)
      }
    }
    if isEscaped { throw Self.invalid(text) }
    if let token { tokens.append(token) }
  }

  public func appending(key: some Sequence<UInt8>) -> JSONPointer { JSONPointer(tokens: tokens + [Array(key)]) }

  public func appending(_ key: String) -> JSONPointer { appending(key: key.utf8) }

  public func appending(position: Int) -> JSONPointer { appending(key: String(position).utf8) }

  /// One token as a pointer writes it, with its slash: `/a~1b` for the key `a/b`.
  public static func escaped(key: some Sequence<UInt8>) -> String {
    var text: [UInt8] = [0x2F]
    for byte in key {
      switch byte {
      case 0x7E: text += [0x7E, 0x30]
      case 0x2F: text += [0x7E, 0x31]
      default: text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// One token as a pointer writes it, with its slash.
  public static func escaped(key: String) -> String {
    key.utf8.contains { $0 == 0x7E || $0 == 0x2F } ? escaped(key: key.utf8) : "/" + key
  }

  private static func invalid(_ text: String) -> TrainPackError {
    TrainPackError(
      .jsonPointerInvalid, "\"\(text)\" is not a JSON pointer",
      fix: "write a slash before each key or position, as in /messages/0/content, and ~0 for ~ and ~1 for / in a key")
  }
}

extension JSONPointer: CustomStringConvertible {
  public var description: String { tokens.map(Self.escaped).joined() }
}
