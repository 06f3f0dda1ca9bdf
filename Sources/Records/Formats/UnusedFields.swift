import StrictJSON

/// Which fields of records nobody reads.
public enum UnusedFields {
  /// More names than these are not told.
  public static let maximumCount = 20

  /// The top-level fields of the first records of `batch` that `format` and its layout do not read, in the order in which
  /// they are met, each once. One that the format reads in other datasets counts only where it holds something.
  public static func names(
    in batch: RecordBatch, of format: any DatasetFormat, map: FieldMap, reader: JSONReader = JSONReader()
  ) -> [String] {
    let cells = TableCells(format.shape.cells, map: map)
    let passedOver = format.passedOverNames
    let own = (format.fieldNames + format.furtherFieldNames).filter { !passedOver.contains($0) }
    let read = own + (format.layout?.fieldNames ?? []) + RecordIdentifier.keys
    let sources = map.entries.compactMap { $0.source.tokens.first }
    var names: [String] = []
    for record in batch.records.prefix(FormatCatalogue.sampleCount) {
      guard let root = try? reader.sketchObject(record, cells: cells).root else { continue }
      for member in root.members where names.count < maximumCount {
        guard let key = member.key.utf8, let name = member.key.string, !names.contains(name) else { continue }
        if read.contains(where: { key.elementsEqual($0.utf8) }) && map.source(of: name) == nil && !map.hides(name) {
          continue
        }
        if sources.contains(where: { key.elementsEqual($0) }) { continue }
        if passedOver.contains(name) && !member.value.isFilled { continue }
        names.append(name)
      }
    }
    return names
  }
}
