/// Which names play the roles of a format in its records, learnt from the first of them.
public protocol RoleNames: Hashable, Sendable {
  /// - Throws: `records.ambiguous-fields`.
  init(in records: [RecordFields]) throws

  /// The names of these roles that play none.
  var passedOver: [String] { get }
}

/// A format whose fields go by several names.
public protocol NamedFormat: DatasetFormat {
  associatedtype Names: RoleNames

  /// The names in these records; `nil` until the data have told.
  var names: Names? { get set }
}

extension NamedFormat {
  /// - Throws: `records.ambiguous-fields`.
  public func adapted(to records: [RecordFields]) throws -> any DatasetFormat {
    var copy = self
    copy.names = try Names(in: records)
    return copy
  }

  public var passedOverNames: [String] { names?.passedOver ?? [] }

  /// The names in a record, from itself where nothing was learnt before it.
  ///
  /// - Throws: `records.ambiguous-fields`.
  func names(of record: RecordObject) throws -> Names { try names ?? Names(in: [record.fields]) }
}
