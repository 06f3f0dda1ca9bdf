import Diagnostics
import Prompting
import StrictJSON

/// One shape of records: what it needs, and how its records become conversations.
public protocol DatasetFormat: Sendable {
  /// The name that `--input-format` takes.
  var name: String { get }
  /// One line: the shape of a record.
  var summary: String { get }
  /// The fields by which the format is recognised.
  var requirements: [FieldRequirement] { get }

  /// The messages of one record, in order; each part knows its field.
  ///
  /// The system prompt of the command line, the record's identifier, and the rule that an assistant must speak are the
  /// parser's.
  ///
  /// - Throws: `records.missing-field`, `records.wrong-type`, `records.empty-field` and the format's own codes, with the
  ///   pointer of the field.
  func messages(from record: inout RecordObject) throws -> [Message]
}

/// A field that a format needs, at the top of the record.
public struct FieldRequirement: Hashable, Sendable {
  public let key: String
  public let kind: JSONValue.Kind

  public init(_ key: String, _ kind: JSONValue.Kind) {
    self.key = key
    self.kind = kind
  }

  /// What `object` lacks of this requirement, in a few words; `nil` when it has it.
  public func unmet(by object: JSONValue) -> String? {
    guard let value = object[key] else { return "no /\(key)" }
    return value.kind == kind ? nil : "/\(key) is \(value.kind.name), not \(kind.name)"
  }
}

extension DatasetFormat {
  /// Whether `object` has the fields of this format.
  public func recognises(_ object: JSONValue) -> Bool { unmet(by: object).isEmpty }

  /// What `object` lacks of this format; empty when it fits.
  public func unmet(by object: JSONValue) -> [String] { requirements.compactMap { $0.unmet(by: object) } }
}
