/// A place in a template's source, both counted from 1; columns count bytes.
struct Place: Hashable, Sendable {
  var line: Int32
  var column: Int32

  static let start = Place(line: 1, column: 1)
}

/// An error in a template's source, with its place.
struct SyntaxFailure: Error {
  var failure: TemplateFailure
  var place: Place

  init(_ message: String, at place: Place) {
    failure = TemplateFailure(.templateSyntax, message)
    self.place = place
  }

  init(_ failure: TemplateFailure, at place: Place) {
    self.failure = failure
    self.place = place
  }
}
