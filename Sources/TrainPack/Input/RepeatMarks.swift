import DatasetChecks
import Prompting
import ShardExport

/// What a record's repeats are told by: `check` counts them, and splits are divided by them.
struct RepeatMarks: Sendable {
  /// The hash of the conversation after folding case, white space, punctuation and Unicode's normal form: equal for
  /// records that are near repeats.
  var folded: UInt128
  /// Much the same for records that differ in some words.
  var sketch: TextSketch

  /// Of a record that is not asked.
  static let none = RepeatMarks(folded: 0, sketch: .none)

  init(folded: UInt128, sketch: TextSketch = .none) {
    self.folded = folded
    self.sketch = sketch
  }

  init(_ conversation: Conversation) {
    let folded = FoldedText.folded(conversation)
    self.init(folded: Self.hash(folded), sketch: TextSketch(folded: folded))
  }

  /// The hash of a record's bytes.
  static func exact(_ record: [UInt8]) -> UInt128 { hash(record) }

  /// The `folded` of a conversation alone.
  static func folded(_ conversation: Conversation) -> UInt128 { hash(FoldedText.folded(conversation)) }

  /// 128 bits of the bytes' SHA-256.
  private static func hash(_ bytes: [UInt8]) -> UInt128 { SHA256Sum(of: bytes).firstHalf }
}
