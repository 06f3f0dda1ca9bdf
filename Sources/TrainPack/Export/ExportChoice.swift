import ShardExport

/// What the rows and files of an export are: what was asked for, else what its trainer reads best, else packed rows as
/// JSONL in tar.
public struct ExportChoice: Hashable, Sendable {
  public var rows: RowKind
  public var layout: ShardLayout
  public var positionIDs: RowSchema.PositionIDs
  /// Why the rows are what they are, as the end of a message; empty where they were asked for, or none was.
  public var rowsReason: String

  /// - Parameters:
  ///   - trainer: The trainer that the export is for, where one was named.
  ///   - rows: What was asked for; `nil` leaves the choice to the trainer, as for `layout` and `positionIDs`.
  public init(
    trainer: Trainer?, rows: RowKind? = nil, layout: ShardLayout? = nil, positionIDs: RowSchema.PositionIDs? = nil
  ) {
    let preferred = trainer?.preferredRows ?? .packed(.omitted)
    let kind = rows ?? RowKind(preferred)
    self.rows = kind
    self.layout = layout ?? trainer?.preferredLayout ?? .jsonlTar
    self.positionIDs = positionIDs ?? (kind == .packed && preferred == .packed(.written) ? .written : .omitted)
    rowsReason = rows == nil ? trainer.map { "; --for \($0.rawValue) makes rows of \(preferred.optionName)" } ?? "" : ""
  }
}
