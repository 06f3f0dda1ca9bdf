import StrictJSON

/// A record by which the format is recognised, as each format sees it: the cells of a row are texts to one format and hold
/// lists for another.
struct SampledRecord {
  /// All cells as texts.
  let plain: RecordFields
  /// For the formats that see more in the record, by their position.
  private var seen: [Int: RecordFields] = [:]

  /// - Throws: What `JSONReader.readObject` throws.
  init(_ record: Record, formats: [any DatasetFormat], map: FieldMap, reader: JSONReader) throws {
    plain = RecordFields(try reader.readObject(record).root, map: map)
    guard let columns = record.container.columns else { return }
    for (index, format) in formats.enumerated() {
      let cells = TableCells(format.shape.cells, map: map)
      if cells.concern(columns) {
        seen[index] = RecordFields(try reader.sketchObject(record, cells: cells).root, map: map)
      }
    }
  }

  func fields(_ formatIndex: Int) -> RecordFields { seen[formatIndex] ?? plain }
}
