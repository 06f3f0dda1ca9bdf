import ContextFitting
import SequencePacking
import ShardExport

/// What an export is asked to be.
public struct ExportConfiguration: Sendable {
  public var destination: String
  public var overwrite: OverwritePolicy
  public var policy: FitPolicy
  public var rows: RowKind
  /// How packed rows are filled; other rows hold one example.
  public var packing: PackingStrategy
  /// The most examples that a packed row may hold; `nil` for any number.
  public var maximumSegments: Int?
  /// What a trainer pads each example of a packed row to a multiple of, in tokens: rows leave room for it.
  public var segmentMultiple: Int
  /// The seed with which packed rows are shuffled, each as it is; `nil` leaves them in input order.
  public var shuffleSeed: Int?
  public var positionIDs: RowSchema.PositionIDs
  public var lostContent: LostContentPolicy
  public var layout: ShardLayout
  public var compression: ShardCompression
  /// The trainer that the export is for; the card has its lines.
  public var trainer: Trainer?
  public var splitting: Splitting
  /// How the rows of each split are cut into shards.
  public var sharding: ShardingRules
  /// Whether each split has an index of its shards for `wids`.
  public var wids: WidsIndexing
  public var license: CardLicense
  public var languages: [String]

  public init(
    destination: String, overwrite: OverwritePolicy = .refuse, policy: FitPolicy = .drop, rows: RowKind = .packed,
    packing: PackingStrategy = .bestFit, maximumSegments: Int? = nil, segmentMultiple: Int = 1,
    shuffleSeed: Int? = nil,
    positionIDs: RowSchema.PositionIDs = .omitted,
    lostContent: LostContentPolicy = .stop, layout: ShardLayout = .jsonlTar, compression: ShardCompression = .none,
    trainer: Trainer? = nil, splitting: Splitting = .none, sharding: ShardingRules = ShardingRules(cut: .even),
    wids: WidsIndexing = .omitted,
    license: CardLicense = .unknown,
    languages: [String] = ["und"]
  ) {
    self.destination = destination
    self.overwrite = overwrite
    self.policy = policy
    self.rows = rows
    self.packing = rows == .packed ? packing : .none
    self.maximumSegments = maximumSegments
    self.segmentMultiple = rows == .packed ? segmentMultiple : 1
    self.shuffleSeed = shuffleSeed
    // Other rows have no place for positions.
    self.positionIDs = rows == .packed ? positionIDs : .omitted
    self.lostContent = lostContent
    self.layout = layout
    self.compression = compression
    self.trainer = trainer
    self.splitting = splitting
    self.sharding = sharding
    self.wids = wids
    self.license = license
    self.languages = languages
  }

  /// How long rows of tokens are.
  var rowSize: PackedRowSize { PackedRowSize(rows.schema(positionIDs)) }

  /// - Throws: `export.trainer-leak`, `export.trainer-rows` and `export.trainer-files` where the trainer cannot take it.
  func checkTrainer() throws { try trainer?.check(rows.schema(positionIDs), layout, compression) }

  /// How rows of so many tokens are filled.
  func packingRules(contextLength: Int) -> PackingRules {
    PackingRules(
      packing, contextLength: contextLength, maximumSegments: maximumSegments, segmentMultiple: segmentMultiple,
      shuffleSeed: shuffleSeed.map { UInt64(clamping: $0) })
  }
}

/// What becomes of a record of which the chat template leaves text out.
public enum LostContentPolicy: String, Hashable, Sendable, CaseIterable {
  /// It is a bad record: it stops the run, or is set aside where bad records are.
  case stop
  /// It is exported as the template renders it.
  case keep
}
