import Diagnostics
import StrictJSON

/// The fields of a dataset under the names that a format knows: `--map question=stem`.
///
/// A field of the record that is mapped is seen under its new name only. `options=FIRST,SECOND,…` is short for
/// `option_a=FIRST`, `option_b=SECOND` and so on.
public struct FieldMap: Hashable, Sendable {
  /// One field: the name that the format knows, and where it stands in the record.
  public struct Entry: Hashable, Sendable {
    public var name: String
    /// A JSON pointer; `/stem` for the top-level field `stem`.
    public var source: JSONPointer
    /// The entry as the user wrote it.
    public var text: String
  }

  public private(set) var entries: [Entry] = []

  public init() {}

  public var isEmpty: Bool { entries.isEmpty }

  /// Reads `NAME=FIELD` once for each element; `FIELD` is a top-level field, or a JSON pointer when it begins with `/`.
  ///
  /// - Throws: `records.invalid-map`.
  public init(_ texts: [String]) throws {
    for text in try texts.flatMap(Self.expanded) {
      guard let equals = text.utf8.firstIndex(of: 0x3D) else {
        throw Self.invalid(text, "it has no \"=\"")
      }
      let name = String(text[..<equals])
      let source = String(text[text.utf8.index(after: equals)...])
      if name.isEmpty || source.isEmpty { throw Self.invalid(text, "a name is missing") }
      if entries.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
        throw Self.invalid(text, "\(name) is mapped twice")
      }
      let pointer = source.utf8.first == 0x2F ? try JSONPointer(source) : JSONPointer(tokens: [Array(source.utf8)])
      entries.append(Entry(name: name, source: pointer, text: text))
    }
  }

  /// `options=W,X` as `option_a=W` and `option_b=X`; other texts as they are.
  private static func expanded(_ text: String) throws -> [String] {
    let name = "options="
    let source = text.dropFirst(name.count)
    guard text.hasPrefix(name), source.utf8.first != 0x2F, source.utf8.contains(0x2C) else { return [text] }
    let fields = source.split(separator: ",", omittingEmptySubsequences: false)
    let keys = OptionColumns.mapNames
    if fields.contains(where: \.isEmpty) { throw invalid(text, "a name is missing") }
    if fields.count > keys.count { throw invalid(text, "it names more than \(keys.count) options") }
    return zip(keys, fields).map { "\($0)=\($1)" }
  }

  private static func invalid(_ text: String, _ why: String) -> TrainPackError {
    TrainPackError(
      .recordsInvalidMap, "--map \(text) cannot be read: \(why)",
      fix: "write the format's name for the field, \"=\", and the record's, as in --map question=stem; "
        + "a JSON pointer reaches inner fields, as in --map answer=/label/text")
  }

  /// Where the field of this name stands, if it was mapped.
  func source(of key: String) -> JSONPointer? {
    entries.first { $0.name.utf8.elementsEqual(key.utf8) }?.source
  }

  /// Whether the record's top-level field is seen under another name.
  func hides(_ key: String) -> Bool {
    entries.contains { $0.source.tokens.count == 1 && $0.source.tokens[0].elementsEqual(key.utf8) }
  }
}
