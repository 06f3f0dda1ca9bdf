import Diagnostics

/// A template's text, for the places in errors.
struct TemplateSource: Sendable {
  private let bytes: [UInt8]
  private let name: String

  init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  private static let longestShownLine = 160

  func error(_ failure: TemplateFailure, at place: Place) -> TrainPackError {
    let location = InputLocation(source: name, line: Int(place.line), column: Int(place.column))
    var error = failure.error(at: location)
    if let line = line(Int(place.line)) { error.details.append(line) }
    return error
  }

  /// The text of a line, shortened where it is long.
  private func line(_ number: Int) -> String? {
    var current = 1
    var start = 0
    var index = 0
    while index < bytes.count && current < number {
      let isReturn = bytes[index] == UInt8(ascii: "\r")
      if isReturn && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n") { index += 1 }
      if isReturn || bytes[index] == UInt8(ascii: "\n") {
        current += 1
        start = index + 1
      }
      index += 1
    }
    if current < number || start >= bytes.count { return nil }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") { end += 1 }
    let isLong = end - start > Self.longestShownLine
    let shown = bytes[start..<(isLong ? start + Self.longestShownLine : end)]
    return "line \(number): " + String(decoding: shown, as: UTF8.self) + (isLong ? "…" : "")
  }

  static func checkUTF8(_ bytes: [UInt8]) throws {
    if String(validating: bytes, as: UTF8.self) != nil { return }
    var index = 0
    var place = Place.start
    while index < bytes.count, let (scalar, width) = PythonText.scalar(bytes, at: index) {
      if scalar == "\n" { place = Place(line: place.line + 1, column: 1) } else { place.column += Int32(width) }
      index += width
    }
    throw SyntaxFailure("the template is not valid UTF-8", at: place)
  }
}

extension TemplateFailure {
  func error(at location: InputLocation) -> TrainPackError {
    TrainPackError(code, message, at: location, fix: fix)
  }
}
