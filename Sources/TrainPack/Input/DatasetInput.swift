import Archives
import Diagnostics
import Records

/// Which records are read, and how.
public struct DatasetInput: Sendable {
  /// Files as the user named them; `-` is standard input.
  public let paths: [String]
  /// The records' format by name; `nil` to tell it by the records.
  public internal(set) var formatName: String?
  /// The text that becomes the first system message of each record that has none.
  public let systemPrompt: [UInt8]?
  /// Where that text was read.
  let systemPromptPath: String?
  /// Where bad records are set aside; `nil` to stop at the first.
  public let rejectsPath: String?
  public let limits: Limits
  /// The inputs in the order of `paths`, with their names.
  var sources: [InputSource]

  /// - Throws: What opening and reading the system prompt throws; `records.unknown-format-name`.
  public init(
    paths: [String], formatName: String? = nil, systemPromptPath: String? = nil, rejectsPath: String? = nil,
    limits: Limits = Limits()
  ) throws {
    self.paths = paths
    sources = paths.map { InputSource(path: $0) }
    self.formatName = formatName
    self.rejectsPath = rejectsPath
    self.systemPromptPath = systemPromptPath
    self.limits = limits
    systemPrompt = try systemPromptPath.map { try Self.systemPrompt(at: $0, limits: limits) }
    if let formatName { _ = try FormatCatalogue.standard().format(named: formatName) }
  }

  /// The names that `formatName` may have.
  public static let formatNames = (try? FormatCatalogue.standard().names) ?? []

  /// The inputs' size in bytes as they lie on disk; `nil` when any is not a file.
  var totalByteCount: Int? {
    var total = 0
    for path in paths {
      guard let size = FileSize.bytes(of: path) else { return nil }
      total += size
    }
    return total
  }

  private static func systemPrompt(at path: String, limits: Limits) throws -> [UInt8] {
    let bytes = try ByteSource.open(path, limits: limits).readAll(maximumByteCount: limits.maximumRecordBytes)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw TrainPackError(
        .systemPromptNotUTF8, "the system prompt is not UTF-8", at: InputLocation(source: path),
        fix: "save the file as UTF-8")
    }
    return bytes
  }
}
