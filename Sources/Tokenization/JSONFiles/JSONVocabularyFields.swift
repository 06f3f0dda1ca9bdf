import Diagnostics
import StrictJSON

/// Reads the members of a vocabulary that is JSON; every error names its place in the file.
struct JSONVocabularyFields {
  let value: JSONValue

  /// - Throws: `vocabulary.corrupt-json` when it is no object.
  init(_ value: JSONValue) throws {
    guard value.kind == .object else { throw Self.wrong(value, "an object is needed here, not \(value.kind.name)") }
    self.value = value
  }

  /// The value of a key; `nil` for none and for `null`.
  func optional(_ key: String) -> JSONValue? {
    value[key].flatMap { $0.isNull ? nil : $0 }
  }

  func required(_ key: String) throws -> JSONValue {
    guard let found = optional(key) else { throw Self.wrong(value, "the field \"\(key)\" is missing") }
    return found
  }

  func object(_ key: String) throws -> JSONVocabularyFields { try JSONVocabularyFields(required(key)) }

  func array(_ key: String) throws -> JSONValue {
    let found = try required(key)
    guard found.kind == .array else { throw Self.wrong(found, "an array is needed here, not \(found.kind.name)") }
    return found
  }

  func text(_ key: String) throws -> ArraySlice<UInt8> { try Self.text(required(key)) }

  /// `false` where the key is missing.
  func flag(_ key: String) throws -> Bool {
    guard let found = optional(key) else { return false }
    guard let flag = found.bool else { throw Self.wrong(found, "true or false is needed here") }
    return flag
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
    try Self.integer(required(key), in: range)
  }

  static func text(_ value: JSONValue) throws -> ArraySlice<UInt8> {
    guard let text = value.utf8 else { throw wrong(value, "a string is needed here, not \(value.kind.name)") }
    return text
  }

  static func integer(_ value: JSONValue, in range: ClosedRange<Int>) throws -> Int {
    guard let integer = plainInteger(value) ?? value.int, range.contains(integer) else {
      throw wrong(value, "an integer from \(range.lowerBound) to \(range.upperBound) is needed here")
    }
    return integer
  }

  /// An integer of a few digits, read without a string: a vocabulary has hundreds of thousands.
  private static func plainInteger(_ value: JSONValue) -> Int? {
    guard value.kind == .number else { return nil }
    var integer = 0
    let digits = value.raw
    if digits.isEmpty || digits.count > 10 { return nil }
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      integer = integer * 10 + Int(digit - 0x30)
    }
    return integer
  }

  static func wrong(_ value: JSONValue, _ message: String) -> TrainPackError {
    TrainPackError(
      .vocabularyCorruptJSON, "damaged vocabulary: \(message)", at: value.location,
      fix: "fetch the file again and compare its sha256 with the publisher's")
  }

  /// The error for a setting that would change ids and that TrainPack does not apply.
  static func unsupported(_ value: JSONValue, _ what: String) -> TrainPackError {
    TrainPackError(
      .vocabularyUnsupportedSetting, "the tokenizer has \(what), which TrainPack does not read", at: value.location,
      fix: "use the model's SentencePiece .model or tiktoken ranks where it publishes one; ids that are nearly right "
        + "are not given")
  }
}
