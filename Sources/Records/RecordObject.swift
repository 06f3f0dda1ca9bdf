import Diagnostics
import Prompting
import StrictJSON

/// The fields of one record, with errors that name them by JSON pointer.
public struct RecordObject: Sendable {
  /// A text field: its bytes and where it stands.
  public struct Text: Sendable {
    public let utf8: [UInt8]
    public let pointer: String

    /// Whether it holds nothing but ASCII white space.
    public var isBlank: Bool {
      utf8.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    }

    /// The whole field as a part of a message.
    public func part(_ purpose: MessagePart.Purpose) -> MessagePart {
      MessagePart(utf8, purpose: purpose, field: pointer, fieldRange: 0..<utf8.count)
    }
  }

  public let root: JSONValue
  /// The record's place, with its identifier.
  public let location: InputLocation
  /// What was seen on the way.
  public var notes: [RecordNote] = []

  public init(root: JSONValue, location: InputLocation) {
    self.root = root
    self.location = location
  }

  /// The place of a field of this record.
  public func place(_ pointer: String) -> InputLocation {
    var place = location
    place.pointer = pointer
    return place
  }

  public mutating func note(_ code: DiagnosticCode, _ message: String, at pointer: String) {
    notes.append(RecordNote(code, message, at: place(pointer)))
  }

  /// The text of a field that must be there.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`.
  public func text(_ key: String) throws -> Text {
    let pointer = JSONPointer.escaped(key: key.utf8)
    return try text(root[key], at: pointer)
  }

  /// The text of a field that may be missing or null.
  ///
  /// - Throws: `records.wrong-type`.
  public func optionalText(_ key: String) throws -> Text? {
    guard let value = root[key], !value.isNull else { return nil }
    return try text(value, at: JSONPointer.escaped(key: key.utf8))
  }

  /// `value` as the text at `pointer`.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`.
  public func text(_ value: JSONValue?, at pointer: String) throws -> Text {
    guard let value else { throw missing(pointer) }
    guard let utf8 = value.utf8 else { throw wrongType(value, at: pointer, expected: .string) }
    return Text(utf8: Array(utf8), pointer: pointer)
  }

  /// A field that must be there, of this kind.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`.
  public func value(_ key: String, _ kind: JSONValue.Kind) throws -> JSONValue {
    let pointer = JSONPointer.escaped(key: key.utf8)
    guard let value = root[key] else { throw missing(pointer) }
    guard value.kind == kind else { throw wrongType(value, at: pointer, expected: kind) }
    return value
  }

  public func missing(_ pointer: String) -> TrainPackError {
    TrainPackError(
      .recordsMissingField, "the record has no \(pointer)", at: place(pointer),
      details: ["its fields: \(fieldNames)"],
      fix: "add the field, name the right format with --input-format, or skip such records with --on-bad-record skip")
  }

  public func wrongType(_ value: JSONValue, at pointer: String, expected: JSONValue.Kind) -> TrainPackError {
    TrainPackError(
      .recordsWrongType, "\(pointer) is \(value.kind.name), not \(expected.name)", at: place(pointer),
      fix: "write \(expected.name) there, or skip such records with --on-bad-record skip")
  }

  public func empty(_ pointer: String, _ what: String) -> TrainPackError {
    TrainPackError(
      .recordsEmptyField, "\(pointer) is empty: \(what)", at: place(pointer),
      fix: "fill it in, or skip such records with --on-bad-record skip")
  }

  public func unsupported(_ what: String, at pointer: String) -> TrainPackError {
    TrainPackError(
      .recordsUnsupported, "\(pointer) holds \(what), which is not supported", at: place(pointer),
      fix: "remove it, or skip such records with --on-bad-record skip")
  }

  private var fieldNames: String {
    let names = root.members.prefix(20).map { $0.key.string ?? "" }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
