/// What a plan of rows keeps to.
public struct PackingRules: Hashable, Sendable {
  public var strategy: PackingStrategy
  /// The most tokens that a row may hold.
  public var contextLength: Int
  /// The most examples that a row may hold; `nil` for any number.
  public var maximumSegments: Int?
  /// The seed with which whole rows are shuffled; `nil` leaves them in the order of their first examples.
  public var shuffleSeed: UInt64?

  public init(
    _ strategy: PackingStrategy, contextLength: Int, maximumSegments: Int? = nil, shuffleSeed: UInt64? = nil
  ) {
    self.strategy = strategy
    self.contextLength = contextLength
    self.maximumSegments = maximumSegments
    self.shuffleSeed = shuffleSeed
  }

  /// The most examples that a row can hold, each having a token at least.
  var segmentLimit: Int { min(maximumSegments ?? contextLength, contextLength) }
}
