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
  /// The seed with which packed rows are shuffled, each as it is; `nil` leaves them in input order.
  public var shuffleSeed: Int?
  public var positionIDs: RowSchema.PositionIDs
  public var lostContent: LostContentPolicy
  public var layout: ShardLayout
  public var compression: ShardCompression
  public var splitting: Splitting
  /// How the rows of each split are cut into shards.
  public var sharding: ShardingRules
  /// Whether each split has an index of its shards for `wids`.
  public var wids: WidsIndexing
  public var license: CardLicense
  public var languages: [String]

  public init(
    destination: String, overwrite: OverwritePolicy = .refuse, policy: FitPolicy = .drop, rows: RowKind = .packed,
    packing: PackingStrategy = .bestFit, maximumSegments: Int? = nil, shuffleSeed: Int? = nil,
    positionIDs: RowSchema.PositionIDs = .omitted,
    lostContent: LostContentPolicy = .stop, layout: ShardLayout = .jsonlTar, compression: ShardCompression = .none,
    splitting: Splitting = .none, sharding: ShardingRules = ShardingRules(cut: .even), wids: WidsIndexing = .omitted,
    license: CardLicense = .unknown,
    languages: [String] = ["und"]
  ) {
    self.destination = destination
    self.overwrite = overwrite
    self.policy = policy
    self.rows = rows
    self.packing = rows == .packed ? packing : .none
    self.maximumSegments = maximumSegments
    self.shuffleSeed = shuffleSeed
    self.positionIDs = positionIDs
    self.lostContent = lostContent
    self.layout = layout
    self.compression = compression
    self.splitting = splitting
    self.sharding = sharding
    self.wids = wids
    self.license = license
    self.languages = languages
  }

  /// How rows of so many tokens are filled.
  func packingRules(contextLength: Int) -> PackingRules {
    PackingRules(
      packing, contextLength: contextLength, maximumSegments: maximumSegments,
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
