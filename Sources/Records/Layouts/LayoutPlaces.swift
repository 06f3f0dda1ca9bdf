import Diagnostics

/// Where the text of one turn of a layout stands in the layout's file, whose lines may end in CR LF.
struct LayoutPlaces: Sendable {
  private let name: String
  /// The lines of the turn: where each begins in the turn's text and in the file, and its number there.
  private var lines: [(start: Int, fileStart: Int, number: Int)] = []
  private var length = 0

  init(_ name: String) { self.name = name }

  /// Adds a line, without its line break.
  mutating func append(_ line: String, fileStart: Int, number: Int) {
    lines.append((length, fileStart, number))
    length += line.utf8.count + 1
  }

  /// The place of a byte of the turn's text.
  func place(_ offset: Int) -> InputLocation {
    guard let line = lines.last(where: { $0.start <= offset }) else {
      return InputLocation(source: name, byteOffset: offset)
    }
    return InputLocation(
      source: name, line: line.number, byteOffset: line.fileStart + offset - line.start)
  }
}
