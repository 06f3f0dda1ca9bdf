import Diagnostics
import StrictJSON

/// The members of one JSON object, read strictly: every key is known, every required key is there, every value has its
/// kind. All errors name the place.
struct ObjectFields {
  /// The codes under which a kind of file reports what is wrong in it.
  struct Codes: Sendable {
    var invalid: DiagnosticCode
    var unknownField: DiagnosticCode
    /// Where a user finds what the file may hold.
    var reference: String

    static let profile = Codes(
      invalid: .profileInvalid, unknownField: .profileUnknownField, reference: "ModelProfiles/schema.json")
    static let vocabularyIndex = Codes(
      invalid: .vocabularyIndexInvalid, unknownField: .vocabularyIndexInvalid, reference: "the index of the release")
    static let vocabularySamples = Codes(
      invalid: .vocabularySamplesInvalid, unknownField: .vocabularySamplesInvalid,
      reference: "Tools/vocabulary_samples.py")
  }

  let value: JSONValue
  let codes: Codes

  /// - Parameters:
  ///   - keys: The keys that must be there; no other may.
  ///   - optionalKeys: The keys that may be there besides.
  init(_ value: JSONValue, keys: [String], optionalKeys: [String] = [], codes: Codes) throws {
    self.value = value
    self.codes = codes
    guard value.kind == .object else { throw Self.wrongKind(value, wanted: "an object", codes: codes) }
    let known = keys + optionalKeys
    for member in value.members {
      let key = member.key.string ?? ""
      // Keys are compared as bytes; `String` would take canonically equivalent ones for equal.
      guard known.contains(where: { $0.utf8.elementsEqual(key.utf8) }) else {
        let question = NearestNames(to: key, among: known, maximumCount: 1).question.map { $0 + " " } ?? ""
        throw TrainPackError(
          codes.unknownField, "there is no field \"\(key)\" here", at: member.value.location,
          fix: "\(question)remove the field or correct its name; the fields here are \(known.joined(separator: ", "))")
      }
    }
    for key in keys where value[key] == nil {
      var location = value.location
      location.pointer = (location.pointer ?? "") + JSONPointer.escaped(key: key)
      throw TrainPackError(
        codes.invalid, "the field \"\(key)\" is missing", at: location,
        fix: "add it; \(codes.reference) says what it holds")
    }
  }

  /// The value of a key that `init` has found.
  subscript(key: String) -> JSONValue { value[key] ?? value }

  func isNull(_ key: String) -> Bool { self[key].isNull }

  // MARK: Values

  func text(_ key: String) throws -> String { try text(self[key]) }

  /// A string that is not empty.
  func text(_ value: JSONValue) throws -> String {
    let text = try anyText(value)
    if text.isEmpty { throw wrong(value, "an empty string stands where a text is needed") }
    return text
  }

  /// A string that may be empty.
  func anyText(_ value: JSONValue) throws -> String {
    guard let text = value.string else { throw Self.wrongKind(value, wanted: "a string", codes: codes) }
    return text
  }

  func textOrNil(_ key: String) throws -> String? { isNull(key) ? nil : try anyText(self[key]) }

  func flag(_ key: String) throws -> Bool {
    guard let flag = self[key].bool else { throw Self.wrongKind(self[key], wanted: "true or false", codes: codes) }
    return flag
  }

  func integer(_ value: JSONValue, in range: ClosedRange<Int>) throws -> Int {
    guard value.kind == .number else { throw Self.wrongKind(value, wanted: "an integer", codes: codes) }
    guard let integer = value.int, range.contains(integer) else {
      throw wrong(
        value, "\(value.numberText ?? "the number") is not an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  /// The largest integer that every JSON reader keeps exactly.
  static let largestInteger = (1 << 53) - 1

  func positive(_ key: String) throws -> Int { try integer(self[key], in: 1...Self.largestInteger) }

  /// An integer that may be 0.
  func count(_ key: String) throws -> Int { try integer(self[key], in: 0...Self.largestInteger) }

  func positiveOrNil(_ key: String) throws -> Int? { isNull(key) ? nil : try positive(key) }

  func tokenID(_ value: JSONValue) throws -> Int32 { Int32(try integer(value, in: 0...Int(Int32.max))) }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _: Choice.Type = Choice.self
  ) throws -> Choice where Choice.RawValue == String {
    let text = try anyText(self[key])
    for choice in Choice.allCases where choice.rawValue.utf8.elementsEqual(text.utf8) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let question = NearestNames(to: text, among: names, maximumCount: 1).question.map { " " + $0 } ?? ""
    throw wrong(self[key], "\"\(text)\" is none of \(names.joined(separator: ", "));\(question)")
  }

  func elements(_ key: String) throws -> [JSONValue] { try elements(self[key]) }

  func elements(_ value: JSONValue) throws -> [JSONValue] {
    guard value.kind == .array else { throw Self.wrongKind(value, wanted: "an array", codes: codes) }
    return Array(value.elements)
  }

  func sha256(_ key: String) throws -> String {
    let text = try anyText(self[key])
    let isHash = text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39) ~= $0 || (0x61...0x66) ~= $0 }
    guard isHash else { throw wrong(self[key], "\"\(text)\" is not a sha256: 64 digits of 0-9 and a-f") }
    return text
  }

  /// A file name without any folder.
  func fileName(_ key: String) throws -> String {
    let text = try anyText(self[key])
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
      (0x30...0x39) ~= byte || (0x41...0x5A) ~= byte || (0x61...0x7A) ~= byte
    }
    let isName =
      text.utf8.first.map(isLetterOrDigit) == true
      && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
    guard isName else {
      throw wrong(self[key], "\"\(text)\" is not a plain file name of letters, digits, '.', '_' and '-'")
    }
    return text
  }

  // MARK: Errors

  func wrong(_ value: JSONValue, _ message: String) -> TrainPackError {
    TrainPackError(codes.invalid, message, at: value.location, fix: "\(codes.reference) says what this field holds")
  }

  private static func wrongKind(_ value: JSONValue, wanted: String, codes: Codes) -> TrainPackError {
    TrainPackError(
      codes.invalid, "\(wanted) is needed here, not \(value.kind.name)", at: value.location,
      fix: "\(codes.reference) says what this field holds")
  }
}
