/// Which of the texts that a `TrimOrder` names some records have.
public struct NamesMet: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The name at a place in `TrimOrder.names`.
  ///
  /// - Parameter place: Below `TrimOrder.maximumNameCount`.
  init(place: Int) { rawValue = 1 << UInt64(place) }
}
