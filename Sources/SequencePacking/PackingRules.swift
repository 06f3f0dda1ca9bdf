/// What a plan of rows keeps to.
public struct PackingRules: Hashable, Sendable {
  public var strategy: PackingStrategy
  /// The most tokens that a row may hold.
  public var contextLength: Int
  /// The most examples that a row may hold; `nil` for any number.
  public var maximumSegments: Int?
  /// What a trainer pads each example of a row to a multiple of, in tokens, as context parallelism asks for; 1 for nothing.
  /// Rows hold no padding, but leave room for it. It divides the context length.
  public var segmentMultiple: Int
  /// The seed with which whole rows are shuffled; `nil` leaves them in the order of their first examples.
  public var shuffleSeed: UInt64?

  public init(
    _ strategy: PackingStrategy, contextLength: Int, maximumSegments: Int? = nil, segmentMultiple: Int = 1,
    shuffleSeed: UInt64? = nil
  ) {
    self.strategy = strategy
    self.contextLength = contextLength
    self.maximumSegments = maximumSegments
    self.segmentMultiple = segmentMultiple
    self.shuffleSeed = shuffleSeed
  }

  /// The room that examples of these lengths take in a row.
  func paddedLengths(_ lengths: [Int32]) -> [Int32] {
    if segmentMultiple == 1 { return lengths }
    return lengths.map { length in
      Int32(clamping: (Int(length) + segmentMultiple - 1) / segmentMultiple * segmentMultiple)
    }
  }

  /// The most examples that a row can hold, each having a token at least.
  var segmentLimit: Int { min(maximumSegments ?? contextLength, contextLength) }
}
