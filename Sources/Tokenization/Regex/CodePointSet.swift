import Algorithms

/// A set of code points, kept as the places where membership changes.
struct CodePointSet: Hashable, Sendable {
  static let limit: UInt32 = 0x110000

  /// Ascending: members are `changes[0]..<changes[1]`, `changes[2]..<changes[3]` and so on; never odd in number.
  private(set) var changes: [UInt32]

  static let empty = CodePointSet(changes: [])
  static let all = CodePointSet(changes: [0, limit])

  private init(changes: [UInt32]) { self.changes = changes }

  init(_ range: ClosedRange<UInt32>) { changes = [range.lowerBound, range.upperBound + 1] }

  init(_ codePoint: UInt32) { changes = [codePoint, codePoint + 1] }

  /// The characters of `text`.
  init(charactersOf text: StaticString) {
    self = .empty
    for scalar in text.description.unicodeScalars { self = union(CodePointSet(scalar.value)) }
  }

  /// The set of ranges that ascend and do not touch.
  init(ascending ranges: [Range<UInt32>]) {
    changes = []
    for range in ranges where !range.isEmpty {
      if changes.last == range.lowerBound { changes.removeLast() } else { changes.append(range.lowerBound) }
      changes.append(range.upperBound)
    }
  }

  var isEmpty: Bool { changes.isEmpty }

  /// The ranges of members, ascending.
  var ranges: [Range<UInt32>] {
    stride(from: 0, to: changes.count - 1, by: 2).map { changes[$0]..<changes[$0 + 1] }
  }

  /// - Complexity: O(log *n*).
  func contains(_ codePoint: UInt32) -> Bool {
    !changes.partitioningIndex { $0 > codePoint }.isMultiple(of: 2)
  }

  var inverted: CodePointSet { CodePointSet.all.combined(with: self) { $0 && !$1 } }

  func union(_ other: CodePointSet) -> CodePointSet { combined(with: other) { $0 || $1 } }

  func intersection(_ other: CodePointSet) -> CodePointSet { combined(with: other) { $0 && $1 } }

  func subtracting(_ other: CodePointSet) -> CodePointSet { combined(with: other) { $0 && !$1 } }

  func symmetricDifference(_ other: CodePointSet) -> CodePointSet { combined(with: other) { $0 != $1 } }

  /// - Parameter isMember: By membership in this set and in the other; false for neither.
  /// - Complexity: O(*n*) in the ranges of both.
  private func combined(with other: CodePointSet, _ isMember: (Bool, Bool) -> Bool) -> CodePointSet {
    var result: [UInt32] = []
    var (left, right) = (0, 0)
    var wasMember = false
    while left < changes.count || right < other.changes.count {
      let next = min(
        left < changes.count ? changes[left] : .max, right < other.changes.count ? other.changes[right] : .max)
      if left < changes.count, changes[left] == next { left += 1 }
      if right < other.changes.count, other.changes[right] == next { right += 1 }
      let isNow = isMember(left % 2 == 1, right % 2 == 1)
      if isNow != wasMember { result.append(next) }
      wasMember = isNow
    }
    return CodePointSet(changes: result)
  }
}
