import Diagnostics
import ShardExport
import StrictJSON

/// How the examples of an export are divided into splits.
public enum Splitting: Hashable, Sendable {
  /// All are in the split `train`.
  case none
  /// By shares. Which examples a split gets depends on the seed, the shares, the bytes of the exported records and their
  /// categories; not on the order of the records or the names of their files. Examples that repeat one another, byte for
  /// byte or but for case, white space and punctuation, or are similar, are in one split.
  case shares(SplitShares, seed: Int, stratifyBy: CategoryField?)
  /// By files: the records of each of these form its split, those of the other inputs the split `train`.
  case files([SplitFile])

  /// The splits in their order.
  var names: [String] {
    switch self {
    case .none: [Self.train]
    case .shares(let shares, _, _): shares.shares.map(\.name)
    case .files(let files):
      files.reduce(into: [Self.train]) { names, file in
        if !names.contains(where: { $0.utf8.elementsEqual(file.split.utf8) }) { names.append(file.split) }
      }
    }
  }

  static let train = "train"

  var categoryField: CategoryField? {
    if case .shares(_, _, let field) = self { return field }
    return nil
  }
}

/// A file whose records form a split.
public struct SplitFile: Hashable, Sendable {
  public var split: String
  /// The file as the user named it.
  public var path: String

  public init(split: String, path: String) {
    self.split = split
    self.path = path
  }
}

/// The field of a record that holds its category.
public struct CategoryField: Hashable, Sendable {
  /// The field as it was given: the name of a top-level field, or a JSON pointer.
  public let text: String
  private let keys: [[UInt8]]

  /// - Throws: `json.invalid-pointer`.
  public init(_ text: String) throws {
    self.text = text
    keys = text.utf8.first == UInt8(ascii: "/") ? try JSONPointer(text).tokens : [Array(text.utf8)]
  }

  /// The name of the record's field that it is, or lies in.
  var fieldName: String? { keys.first.map { String(decoding: $0, as: UTF8.self) } }

  /// The longest category, in bytes of JSON.
  private static let maximumByteCount = 256

  /// The category of a record: its field's value as JSON text; `nil` for a record that lacks the field.
  ///
  /// - Throws: `export.categories` for a value that is too long for one.
  func category(of record: JSONValue, at place: InputLocation) throws -> [UInt8]? {
    var value = record
    for key in keys {
      let index = Int(String(decoding: key, as: UTF8.self))
      guard let next = value[key] ?? index.flatMap({ value.element(at: $0) }) else { return nil }
      value = next
    }
    let text = value.utf8.map { JSONWriter.bytes(of: .string(Array($0))) } ?? Array(value.raw)
    guard text.count <= Self.maximumByteCount else {
      throw TrainPackError(
        .exportCategories,
        "the value of \(self.text) has \(text.count) bytes, more than the \(Self.maximumByteCount) of a category",
        at: place, fix: "name a field with --stratify that holds categories")
    }
    return text
  }
}
