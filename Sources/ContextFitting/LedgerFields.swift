import Diagnostics
import StrictJSON

/// The members of one object of a ledger line, each read as what it has to be.
struct LedgerFields {
  static let entryKeys = [
    "record_id", "source", "line", "record_sha256", "policy", "action", "reason", "tokens_before", "loss_tokens_before",
    "budget",
    "examples",
  ]
  static let exampleKeys = ["tokens", "loss_tokens", "sentences", "removed", "turns"]
  static let sentenceKeys = ["removed", "of"]
  static let pieceKeys = ["field", "start", "end", "text", "replacement"]
  static let turnKeys = ["element", "role", "text", "tool_calls"]

  private let value: JSON
  private let keys: [String]
  private let name: String
  private let location: InputLocation

  init(_ value: JSON, keys: [String], name: String, at location: InputLocation) {
    self.value = value
    self.keys = keys
    self.name = name
    self.location = location
  }

  func error(_ message: String) -> TrainPackError {
    TrainPackError(
      .fitLedgerLine, message, at: location, fix: "export again to get a ledger that belongs to the export")
  }

  /// The member with this key, after a look at all keys: they are those of the object, in their order.
  private func member(_ key: String) throws(TrainPackError) -> JSON {
    guard let members = value.members else { throw error("\(name) is not an object") }
    if !members.map(\.key).elementsEqual(keys.map { Array($0.utf8) }) {
      throw error("\(name) does not have the keys \(keys.joined(separator: ", ")), in this order")
    }
    guard let value = value[key] else { throw error("\(name) has no \(key)") }
    return value
  }

  func optionalObject(_ key: String, keys: [String]) throws(TrainPackError) -> LedgerFields? {
    let value = try member(key)
    return value.isNull ? nil : LedgerFields(value, keys: keys, name: key, at: location)
  }

  func objects(_ key: String, keys: [String]) throws(TrainPackError) -> [LedgerFields] {
    guard let elements = try member(key).array else { throw error("\(key) is not an array") }
    return elements.map { LedgerFields($0, keys: keys, name: key, at: location) }
  }

  func utf8(_ key: String) throws(TrainPackError) -> [UInt8] {
    guard let text = try member(key).utf8 else { throw error("\(key) is not a string") }
    return text
  }

  func optionalUTF8(_ key: String) throws(TrainPackError) -> [UInt8]? {
    try member(key).isNull ? nil : try utf8(key)
  }

  func utf8s(_ key: String) throws(TrainPackError) -> [[UInt8]] {
    guard let elements = try member(key).array else { throw error("\(key) is not an array") }
    var texts: [[UInt8]] = []
    for element in elements {
      guard let text = element.utf8 else { throw error("\(key) does not hold strings alone") }
      texts.append(text)
    }
    return texts
  }

  func text(_ key: String) throws(TrainPackError) -> String {
    String(decoding: try utf8(key), as: UTF8.self)
  }

  /// A SHA-256 in hexadecimal digits.
  func sum(_ key: String) throws(TrainPackError) -> String {
    let digits = try utf8(key)
    let isSum = digits.count == 64 && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isSum else { throw error("\(key) is not 64 hexadecimal digits") }
    return String(decoding: digits, as: UTF8.self)
  }

  func count(_ key: String) throws(TrainPackError) -> Int {
    guard let count = try member(key).int, count >= 0 else { throw error("\(key) is not a whole number from 0 on") }
    return count
  }

  func optionalCount(_ key: String) throws(TrainPackError) -> Int? {
    try member(key).isNull ? nil : try count(key)
  }
}
