/// Places in a text, between its characters and ascending, before which tokens are counted.
public struct TextMarks: Sendable {
  private let places: ArraySlice<Int>
  /// Where the text begins, as `places` count.
  private let start: Int

  /// Those of `places` in a text that begins at `start`, as they count.
  public init(_ places: ArraySlice<Int>, start: Int) {
    self.places = places
    self.start = start
  }

  public init(_ places: [Int] = []) { self.init(places[...], start: 0) }

  public var isEmpty: Bool { places.isEmpty }
  public var count: Int { places.count }

  /// The byte of the text before which the mark stands.
  public subscript(index: Int) -> Int { places[places.startIndex + index] - start }
}
