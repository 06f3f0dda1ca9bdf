import StrictJSON

/// What the ledger lists, counted by what became of the records.
public struct LedgerSummary: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// What became of them: `trimmed`, `split`, `dropped`.
    public var action: String
    /// Whether they were longer than the budget; the others have nothing that is trained.
    public var isOverBudget: Bool
    public var records: Int
    /// Their tokens before, and after, where anything is left of them.
    public var tokensBefore: Int
    public var tokensAfter: Int

    public init(action: String, isOverBudget: Bool, records: Int, tokensBefore: Int, tokensAfter: Int) {
      self.action = action
      self.isOverBudget = isOverBudget
      self.records = records
      self.tokensBefore = tokensBefore
      self.tokensAfter = tokensAfter
    }
  }

  /// The actions in ascending order of their names, the records over the budget first.
  public private(set) var entries: [Entry] = []

  public init(entries: [Entry] = []) { self.entries = entries }

  /// Counts a line; one that names no action is none of the ledger's.
  mutating func add(_ line: JSON) {
    guard let action = line["action"]?.string else { return }
    let before = line["tokens_before"]?.int ?? 0
    let isOverBudget = before > (line["budget"]?.int ?? 0)
    let index = entries.firstIndex { $0.action == action && $0.isOverBudget == isOverBudget } ?? entries.endIndex
    if index == entries.endIndex {
      entries.append(Entry(action: action, isOverBudget: isOverBudget, records: 0, tokensBefore: 0, tokensAfter: 0))
    }
    entries[index].records += 1
    entries[index].tokensBefore = entries[index].tokensBefore.addingClamped(before)
    entries[index].tokensAfter = (line["examples"]?.array ?? []).reduce(entries[index].tokensAfter) {
      $0.addingClamped($1["tokens"]?.int ?? 0)
    }
    if entries[index].records == 1 {
      entries.sort { ($0.action, $1.isOverBudget ? 1 : 0) < ($1.action, $0.isOverBudget ? 1 : 0) }
    }
  }

  /// Counts the lines of a file.
  ///
  /// - Throws: `export.unreadable`.
  init(ofFileAt path: String) throws {
    let json = JSONReader()
    var lines = try LineReader(path: path, maximumLineByteCount: json.limits.maximumRecordBytes)
    while let line = try lines.next() {
      if let value = try? json.readTree(line, at: .init(source: path)) { add(value) }
    }
  }
}
