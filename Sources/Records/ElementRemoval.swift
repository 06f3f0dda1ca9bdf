import StrictJSON

/// The bytes that go when elements are left out of arrays: each with the comma and the white space that stood between it
/// and a neighbour, so that an array stays one.
enum ElementRemoval {
  /// - Parameters:
  ///   - pointers: JSON pointers of the elements; none twice.
  ///   - noSuchField: The error for a pointer that names no element of an array.
  /// - Returns: Ranges of the document's bytes, none overlapping another.
  static func ranges(
    of pointers: [String], in document: JSONDocument, noSuchField: (String) -> any Error
  ) throws -> [Range<Int>] {
    var removed: [String: Set<Int>] = [:]
    for pointer in pointers {
      let tokens = try JSONPointer(pointer).tokens
      guard let last = tokens.last, let index = Int(String(decoding: last, as: UTF8.self)), index >= 0 else {
        throw noSuchField(pointer)
      }
      let array = JSONPointer(tokens: Array(tokens.dropLast())).description
      guard let value = document.value(at: try JSONPointer(array)), value.kind == .array, index < value.count,
        removed[array, default: []].insert(index).inserted
      else { throw noSuchField(pointer) }
    }
    var ranges: [Range<Int>] = []
    for (array, indices) in removed {
      guard let value = document.value(at: try JSONPointer(array)) else { continue }
      ranges += self.ranges(of: indices, in: value.elements.map(\.range))
    }
    return ranges
  }

  /// - Parameter elements: Where all elements of the array stand, in order.
  private static func ranges(of removed: Set<Int>, in elements: [Range<Int>]) -> [Range<Int>] {
    guard let last = elements.indices.last(where: { !removed.contains($0) }) else {
      return elements.isEmpty ? [] : [elements[0].lowerBound..<elements[elements.count - 1].upperBound]
    }
    var ranges = removed.filter { $0 < last }.sorted().map { elements[$0].lowerBound..<elements[$0 + 1].lowerBound }
    if last < elements.count - 1 {
      ranges.append(elements[last].upperBound..<elements[elements.count - 1].upperBound)
    }
    return ranges
  }
}
