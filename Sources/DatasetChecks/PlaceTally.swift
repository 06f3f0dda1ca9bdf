import Diagnostics

/// How many records (or files) show something, and where the first few of them stand, in input order.
public struct PlaceTally: Hashable, Sendable {
  public static let maximumPlaces = 5

  public private(set) var count = 0
  public private(set) var places: [InputLocation] = []

  public init() {}

  public mutating func add(_ location: InputLocation) {
    count += 1
    if places.count < Self.maximumPlaces { places.append(location) }
  }

  /// Adds what later records show.
  public mutating func merge(_ later: PlaceTally) {
    count += later.count
    places += later.places.prefix(Self.maximumPlaces - places.count)
  }
}
