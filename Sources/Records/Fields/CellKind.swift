/// What a cell of a table holds in a field of some format, beside a text.
///
/// Tables know only texts. Programs that save lists and objects in one write JSON (or Python's own notation, which is not
/// read). A cell counts as JSON only where its format expects a structure; the cell of a text field is always a text.
public enum CellKind: Hashable, Sendable {
  /// A list or an object: a cell that begins with a bracket is JSON.
  case structure
  /// A text, a message or a list of messages: a cell is JSON when it is a list of messages.
  case messages
  /// A text or a list of texts: a cell is JSON when it begins with a bracket and a quote.
  case texts
}
