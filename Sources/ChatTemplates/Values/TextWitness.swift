import Synchronization

/// Is told whether a run of a template looked at texts that stand for others.
final class TextWitness: Sendable {
  private let flag = Atomic(false)

  /// Whether any of the texts was looked at.
  var wasRead: Bool { flag.load(ordering: .relaxed) }

  @inline(never)
  func note() { flag.store(true, ordering: .relaxed) }
}
