import Archives
import Diagnostics
import Records

/// What the name of an output file promises to those who read it by its name; upper case counts as lower.
struct OutputName {
  let path: String
  /// The option that names the file, for messages.
  let option: String
  let compression: ByteSource.Compression
  /// The name in lower case, without the ending of its compression.
  private let stem: String

  /// Names that say what is written nowhere.
  private static let foreignEndings = [
    ".tar", ".tgz", ".txz", ".tzst", ".zip", ".bz2", ".7z", ".lz4", ".br", ".lzma", ".parquet", ".arrow", ".feather",
    ".xls", ".xlsx",
  ]

  /// - Throws: `output.name-unsuited` where no output is what the name says.
  init(_ path: String, namedBy option: String) throws {
    var stem = path.lowercased()
    var compression = ByteSource.Compression.none
    for (ending, named) in [(".gz", ByteSource.Compression.gzip), (".xz", .xz), (".zst", .zstd)]
    where stem.hasSuffix(ending) {
      stem.removeLast(ending.count)
      compression = named
    }
    if let ending = Self.foreignEndings.first(where: stem.hasSuffix) {
      throw TrainPackError(
        .outputNameUnsuited, "a file whose name ends in \(ending) would not hold what its name says: \(path)",
        fix: "name one file with \(option), such as fitted.jsonl, or one that ends in .gz, .xz or .zst, which is then "
          + "compressed so")
    }
    self.path = path
    self.option = option
    self.compression = compression
    self.stem = stem
  }

  /// - Parameter container: What the file will hold.
  /// - Throws: `output.name-unsuited` where the name says something else.
  func check(holds container: RecordContainer) throws {
    let endings: [String] =
      switch container.kind {
      case .jsonLines, .jsonObjects: [".jsonl", ".ndjson", ".json"]
      case .jsonArray, .jsonObject: [".json"]
      case .table: [container.columns?.delimiter == UInt8(ascii: "\t") ? ".tsv" : ".csv"]
      }
    let known = [".jsonl", ".ndjson", ".json", ".csv", ".tsv"]
    guard let ending = known.first(where: stem.hasSuffix), !endings.contains(ending) else { return }
    throw TrainPackError(
      .outputNameUnsuited,
      "a file whose name ends in \(ending) would hold \(container.kind.name), as the records are written in the form in "
        + "which they came: \(path)",
      fix: "name a file that ends in \(endings[0]) with \(option), or give the records in the form that the name says")
  }
}
