import Diagnostics
import StrictJSON

/// Writes changed texts back into a record, every other byte as it was.
public final class RecordEditor {
  /// A text field and what it is to hold.
  public struct Replacement: Hashable, Sendable {
    /// The JSON pointer of the text in the record, such as `/question`.
    public var field: String
    /// The new text, in UTF-8.
    public var utf8: [UInt8]

    public init(field: String, utf8: [UInt8]) {
      self.field = field
      self.utf8 = utf8
    }
  }

  private let reader: JSONReader

  public init(limits: Limits = Limits()) {
    reader = JSONReader(limits: limits)
  }

  /// The record's raw bytes with the given texts replaced and elements of its lists left out, without its line break.
  ///
  /// Only the bytes of the changed values change, and those between elements. A record written in ASCII alone, with `\u`
  /// escapes, stays in ASCII. A table's cell keeps its quotes, and gets them where its new text needs them.
  ///
  /// - Parameter elements: JSON pointers of elements of arrays.
  /// - Throws: `records.no-such-field` where the record has no such text or element; the codes of
  ///   `JSONReader.readObject`.
  public func replacing(
    _ replacements: [Replacement], removing elements: [String] = [], in record: Record
  ) throws -> [UInt8] {
    if let columns = record.container.columns {
      return try replacing(replacements, removing: elements, in: TableRow(record, columns: columns))
    }
    return try edited(reader.readObject(record), record.bytes, by: replacements, removing: elements, of: record)
  }

  /// The bytes of a JSON text with some of its texts replaced.
  private func edited(
    _ document: JSONDocument, _ bytes: ArraySlice<UInt8>, by replacements: [Replacement], removing elements: [String],
    of record: Record
  ) throws -> [UInt8] {
    var edits: [(range: Range<Int>, json: [UInt8])] = []
    let characters: JSONWriter.Characters = bytes.contains { $0 >= 0x80 } ? .utf8 : .ascii
    for replacement in replacements {
      let value = document.value(at: try JSONPointer(replacement.field))
      guard let value, value.kind == .string, !edits.contains(where: { $0.range.overlaps(value.range) }) else {
        throw Self.noSuchField(replacement.field, in: record)
      }
      var writer = JSONWriter(characters: characters)
      writer.string(replacement.utf8)
      edits.append((value.range, writer.bytes))
    }
    for range in try ElementRemoval.ranges(
      of: elements, in: document, noSuchField: { Self.noSuchField($0, in: record) })
    {
      edits.append((range, []))
    }
    edits.sort { $0.range.lowerBound < $1.range.lowerBound }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = bytes.startIndex
    for edit in edits {
      result += bytes[at..<bytes.startIndex + edit.range.lowerBound]
      result += edit.json
      at = bytes.startIndex + edit.range.upperBound
    }
    return result + bytes[at...]
  }

  private func replacing(
    _ replacements: [Replacement], removing elements: [String], in row: TableRow
  ) throws -> [UInt8] {
    var texts: [Int: [UInt8]] = [:]
    var inner: [Int: (replacements: [Replacement], elements: [String])] = [:]
    func column(of field: String) throws -> (index: Int, rest: String?) {
      let pointer = try JSONPointer(field)
      guard let column = pointer.tokens.first, let index = row.columns.names.firstIndex(of: column) else {
        throw Self.noSuchField(field, in: row.record)
      }
      if pointer.tokens.count == 1 { return (index, nil) }
      return (index, JSONPointer(tokens: Array(pointer.tokens.dropFirst())).description)
    }
    for replacement in replacements {
      let (index, rest) = try column(of: replacement.field)
      if let rest {
        inner[index, default: ([], [])].replacements.append(Replacement(field: rest, utf8: replacement.utf8))
      } else if texts.updateValue(replacement.utf8, forKey: index) != nil {
        throw Self.noSuchField(replacement.field, in: row.record)
      }
    }
    for element in elements {
      let (index, rest) = try column(of: element)
      guard let rest else { throw Self.noSuchField(element, in: row.record) }
      inner[index, default: ([], [])].elements.append(rest)
    }
    for (index, edits) in inner {
      let cell = Array(row.text(ofCell: index))
      guard texts[index] == nil, let document = try? reader.read(cell, at: row.record.location) else {
        throw Self.noSuchField(edits.replacements.first?.field ?? edits.elements[0], in: row.record)
      }
      texts[index] = try edited(
        document, cell[...], by: edits.replacements, removing: edits.elements, of: row.record)
    }
    return row.replacing(texts)
  }

  private static func noSuchField(_ field: String, in record: Record) -> TrainPackError {
    var place = record.location
    place.pointer = field
    return TrainPackError(
      .recordsNoSuchField, "\(field) is not one text or element of the record", at: place,
      fix: "read the record again before changing it")
  }
}
