import Diagnostics
import StrictJSON

extension JSONReader {
  /// Reads a record, which must be one JSON object. A row of a table is an object of its columns' names and texts.
  ///
  /// Places within a row are those of the row, as the object is made for it.
  ///
  /// - Parameter cells: The columns of a table that hold JSON.
  /// - Throws: The codes of `read`; `limits.exceeded` for a record that is too long; `records.truncated-last-line`,
  ///   `records.not-an-object`; for rows `records.table-column-count`, `records.table-control-character`,
  ///   `records.table-not-utf8`, `records.table-cell-json`.
  public func readObject(_ record: Record, cells: TableCells? = nil) throws -> JSONDocument {
    try object(record, cells ?? .texts, .refuse)
  }

  /// Reads a record as far as its format can be told by it: the JSON in the cells of a row may be broken.
  func sketchObject(_ record: Record, cells: TableCells) throws -> JSONDocument {
    try object(record, cells, .empty)
  }

  private func object(_ record: Record, _ cells: TableCells, _ brokenCells: BrokenCells) throws -> JSONDocument {
    do {
      if let problem = record.problem { throw problem }
      let document = try self.document(record, cells, brokenCells)
      if document.root.kind == .object { return document }
      throw TrainPackError(
        .recordsNotAnObject, "the record is \(document.root.kind.name), not an object", at: record.location,
        fix: "write one JSON object for each record, such as {\"messages\": […]}")
    } catch let error as TrainPackError {
      throw RecordFailure(record: record).explaining(error)
    }
  }

  /// Reads a record as the JSON value that it is, whatever its kind.
  ///
  /// - Throws: The codes of `read`; for rows those of `readObject`.
  public func readDocument(_ record: Record) throws -> JSONDocument { try document(record, .texts, .refuse) }

  private func document(_ record: Record, _ cells: TableCells, _ brokenCells: BrokenCells) throws -> JSONDocument {
    let location = record.namedLocation
    guard let columns = record.container.columns else {
      return try read(record.batchBytes, in: record.range, at: location)
    }
    let row = try TableRow(record, columns: columns)
    do { return try read(row.json(cells, by: self, brokenCells), at: location) } catch {
      throw TableRow.encodingError(of: record) ?? error
    }
  }
}
