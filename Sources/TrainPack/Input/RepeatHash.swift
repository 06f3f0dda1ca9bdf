import DatasetChecks
import Prompting
import ShardExport

/// The hashes by which repeats are found: `check` counts repeats by them, and splits are divided by them.
enum RepeatHash {
  /// Of a record's bytes.
  static func exact(_ record: [UInt8]) -> UInt128 { hash(record) }

  /// Of a conversation after folding case, white space and punctuation: equal for records that are near repeats.
  static func folded(_ conversation: Conversation) -> UInt128 { hash(FoldedText.folded(conversation)) }

  /// 128 bits of the bytes' SHA-256.
  private static func hash(_ bytes: [UInt8]) -> UInt128 { SHA256Sum(of: bytes).firstHalf }
}
