extension Sequence where Element: Equatable {
  /// How many elements two sequences begin with alike.
  @inlinable public func commonPrefixCount(_ other: some Sequence<Element>) -> Int {
    var count = 0
    for (one, another) in zip(self, other) {
      if one != another { break }
      count += 1
    }
    return count
  }
}
