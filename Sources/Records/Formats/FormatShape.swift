import StrictJSON

/// The fields by which a format is recognised.
public struct FormatShape: Sendable {
  /// The fields that a record must have.
  public var requirements: [FieldRequirement]
  /// Fields of formats that say more about a record: one that has any of them is theirs.
  public var foreign: [String]
  /// The fields that may hold a structure, which a table writes as JSON in a cell.
  public var cells: [String: CellKind]

  public init(_ requirements: [FieldRequirement], foreign: [String] = [], cells: [String: CellKind] = [:]) {
    self.requirements = requirements
    self.foreign = foreign
    self.cells = cells
  }

  /// What a record lacks of this shape, in a few words each; empty when it fits.
  public func unmet(by fields: RecordFields) -> [String] {
    requirements.compactMap { $0.unmet(by: fields) }
      + foreign.filter { fields.has($0) }.map { "\(fields.pointer($0)), which another format has" }
  }

  func isMet(by fields: RecordFields) -> Bool {
    requirements.allSatisfy { $0.unmet(by: fields) == nil } && !foreign.contains { fields.has($0) }
  }
}

/// A field that a format needs: one of several names, of one of several kinds.
public struct FieldRequirement: Hashable, Sendable {
  /// The names that the field may have, the usual one first.
  public let keys: [String]
  public let kinds: [JSONValue.Kind]
  /// Groups of text fields each of which serves as well, when all of it is there.
  public var textGroups: [[String]] = []

  public init(_ key: String, _ kinds: JSONValue.Kind...) {
    keys = [key]
    self.kinds = kinds
  }

  public init(oneOf keys: [String], _ kinds: JSONValue.Kind...) {
    self.keys = keys
    self.kinds = kinds
  }

  /// The requirement, or texts in all fields of one of these groups.
  public func or(allOf groups: [[String]]) -> FieldRequirement {
    var copy = self
    copy.textGroups = groups
    return copy
  }

  /// What the record lacks of this requirement, in a few words; `nil` when it has it.
  public func unmet(by fields: RecordFields) -> String? {
    var problem: String?
    for key in keys {
      guard let value = fields.value(key), !value.isNull else { continue }
      if kinds.contains(value.kind) { return nil }
      let expected = kinds.map(\.name).joined(separator: " or ")
      problem = problem ?? "\(fields.pointer(key)) is \(value.kind.name), not \(expected)"
    }
    if textGroups.contains(where: { $0.allSatisfy { fields.value($0)?.kind == .string } }) { return nil }
    return problem ?? "no " + keys.map { fields.pointer($0) }.joined(separator: " or ")
  }
}
