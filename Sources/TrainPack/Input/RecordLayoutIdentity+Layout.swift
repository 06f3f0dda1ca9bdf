import Records
import ShardExport

extension RecordLayoutIdentity {
  /// A layout by its name and the sum of its text.
  init(_ layout: ConversationLayout) {
    self.init(name: layout.name, sum: SHA256Sum(of: Array(layout.text.utf8)))
  }
}
