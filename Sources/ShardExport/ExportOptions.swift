import Diagnostics

/// What has to be known of an export before its first row.
public struct ExportOptions: Hashable, Sendable {
  /// The most tokens in a row.
  public var contextLength: Int
  /// How many ids the model has an embedding for: every token id is below.
  public var vocabularySize: Int
  public var rowSchema: RowSchema
  public var layout: ShardLayout
  public var compression: ShardCompression
  /// The trainer that the export is for; `nil` for whichever reads it.
  public var trainer: Trainer?
  public var sharding: ShardingRules
  public var wids: WidsIndexing
  /// The splits in the order of the card; each needs at least one row.
  public var splitNames: [String]
  public var card: CardDescription

  public init(
    contextLength: Int, vocabularySize: Int, rowSchema: RowSchema = .packed(.omitted),
    layout: ShardLayout = .jsonlTar, compression: ShardCompression = .none, trainer: Trainer? = nil,
    sharding: ShardingRules = ShardingRules(), wids: WidsIndexing = .omitted, splitNames: [String] = ["train"],
    card: CardDescription
  ) {
    self.contextLength = contextLength
    self.vocabularySize = vocabularySize
    self.rowSchema = rowSchema
    self.layout = layout
    self.compression = compression
    self.trainer = trainer
    self.sharding = sharding
    self.wids = wids
    self.splitNames = splitNames
    self.card = card
  }

  /// The longest rows that are written, in tokens: far beyond any model, and short enough to hold in memory.
  static let maximumContextLength = 1 << 24

  var form: ShardForm { ShardForm(layout: layout, compression: compression) }

  /// - Throws: `export.compression`, `export.wids`, `export.trainer-…`, `export.options`, `export.shard-size`,
  ///   `export.shard-multiple`, `export.split`, `export.card`.
  func validate() throws {
    try layout.check(compression)
    if wids == .written { try WidsIndex.check(form) }
    try trainer?.check(rowSchema, layout, compression)
    guard (1...Self.maximumContextLength).contains(contextLength) else {
      throw TrainPackError(
        .exportOptions, "a context length of \(contextLength) tokens is outside 1 to \(Self.maximumContextLength)",
        fix: "choose the context length that the model is trained at (--context-length)")
    }
    guard (1...(Int(Int32.max) + 1)).contains(vocabularySize) else {
      throw TrainPackError(
        .exportOptions, "a vocabulary of \(vocabularySize) tokens is outside 1 to \(Int(Int32.max) + 1)",
        fix: "check the profile's vocabulary size")
    }
    try sharding.validate()
    for name in splitNames where !SplitName.isUsable(name) {
      throw TrainPackError(
        .exportSplit, "\"\(name)\" cannot name a split",
        fix: "use lowercase letters, digits and `_`, and not `all`")
    }
    guard !splitNames.isEmpty, Set(splitNames).count == splitNames.count else {
      throw TrainPackError(
        .exportSplit, "an export has one or more splits, each named once",
        details: ["named: \(splitNames.joined(separator: ", "))"], fix: "name each split once, such as `train`")
    }
    try card.validate()
  }
}
