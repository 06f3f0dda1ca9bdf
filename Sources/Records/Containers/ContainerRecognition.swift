import Archives
import Diagnostics
import StrictJSON

/// Tells by the first bytes of a source what its records lie in; its name plays a part only for tables of one column.
///
/// | the text begins with | container |
/// |---|---|
/// | `[` | an array of objects |
/// | `{`, the object ends on its line, and more follows | JSON Lines |
/// | `{`, the object ends on a later line, and more follows | objects over several lines |
/// | `{`, and the object is all there is | see `SingleObject` |
/// | a line with a comma, a tab or a semicolon | a table |
/// | one name, and the source is called a table | a table, see `OneColumnTable` |
/// | anything else | JSON Lines, each line of which says what is wrong with it |
///
/// A first line that breaks off inside its object is a broken record of JSON Lines, not the start of an object over several
/// lines: the next line then begins where only a key can stand, or the line ends inside a string.
struct ContainerRecognition {
  enum Shape {
    case lines
    /// Objects over several lines.
    case objects
    /// The array's or object's bracket, or the header row, ends at this offset.
    case container(RecordContainer.Kind, openingEnd: Int)
    case table(TableColumns, openingEnd: Int)
  }

  let input: HeadedSource
  let name: String
  let limits: Limits
  /// Where the text begins: after a byte order mark.
  let start: Int

  /// - Throws: What reading throws; `records.not-readable` for a file that is known and holds no readable records;
  ///   `records.ambiguous-container`; the errors of a table's header.
  func shape() throws -> Shape {
    try ForeignFile(name: name).check(input.head)
    guard let first = try significant(from: start) else { return .lines }
    switch input.head[first] {
    case 0x5B: return .container(.jsonArray, openingEnd: first + 1)
    case 0x7B: return try objectShape(from: first)
    default:
      guard let (columns, end) = try TableRecognition(name: name).columns(in: input, from: start, limits: limits)
      else { return .lines }
      return .table(columns, openingEnd: end)
    }
  }

  /// The first byte from `offset` on that is no white space; `nil` when there is none within the limit.
  private func significant(from offset: Int) throws -> Int? {
    var at = offset
    while true {
      while at < input.head.count {
        switch input.head[at] {
        case 0x20, 0x0A, 0x0D, 0x09: at += 1
        default: return at
        }
      }
      if try at - offset > limits.maximumRecordBytes || !input.lookFurther() { return nil }
    }
  }

  private func objectShape(from first: Int) throws -> Shape {
    var scan = JSONValueScan()
    scan.stopsAtLineFeedInString = true
    var from = first
    while true {
      switch scan.advance(input.head, from: from) {
      case .end(let end):
        let isOnOneLine = LineScan.lineFeed(in: input.head, from: first, to: end) == nil
        if try significant(from: end) != nil { return isOnOneLine ? .lines : .objects }
        return try singleShape(from: first, orElse: isOnOneLine ? .lines : .objects)
      case .broken(let place):
        if isLineBroken(at: place, from: first) { return .lines }
        return try singleShape(from: first, orElse: .objects)
      case .needsMore:
        from = input.head.count
        if try from - first <= limits.maximumRecordBytes && input.lookFurther() { continue }
        let isOnOneLine = LineScan.lineFeed(in: input.head, from: first, to: from) == nil
        if input.isAtEnd && isOnOneLine { return .lines }
        return try singleShape(from: first, orElse: isOnOneLine ? .lines : .objects)
      }
    }
  }

  /// Whether an object that begins at `first` and is broken at `place` shows a broken line rather than a broken text: it
  /// breaks on its first line, or the next line begins with what can be no part of it.
  private func isLineBroken(at place: Int, from first: Int) -> Bool {
    guard let lineFeed = LineScan.lineFeed(in: input.head, from: first, to: input.head.count) else { return true }
    if place <= lineFeed { return true }
    return input.head[(lineFeed + 1)..<place].allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  private func singleShape(from first: Int, orElse other: Shape) throws -> Shape {
    switch try SingleObject(text: input.head, start: first).content(in: name) {
    case .record: other
    case .members: .container(.jsonObject, openingEnd: first + 1)
    case .list(let bracketEnd): .container(.jsonArray, openingEnd: bracketEnd)
    }
  }
}
