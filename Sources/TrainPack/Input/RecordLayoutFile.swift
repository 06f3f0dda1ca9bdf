import Archives
import Diagnostics
import Records

/// What `--record-layout` names: a layout that TrainPack brings, or a file that holds one.
public enum RecordLayoutFile {
  /// The names of the layouts that TrainPack brings, each once.
  public static let shippedNames: [String] = {
    var names: [String] = []
    let shipped = [
      MedQAFormat.shippedLayouts, PubMedQAFormat.shippedLayouts, QueryResponseFormat.shippedLayouts,
      DialogueNoteFormat.shippedLayouts,
    ]
    for name in shipped.joined().map(\.name) where !names.contains(name) { names.append(name) }
    return names
  }()

  /// - Parameter name: A name of a shipped layout, or a path.
  /// - Throws: What opening and reading the file throws; `records.invalid-layout` for one that is not UTF-8.
  static func choice(named name: String, limits: Limits) throws -> LayoutChoice {
    if shippedNames.contains(name) { return .named(name) }
    let bytes: [UInt8]
    do {
      bytes = try ByteSource.open(name, limits: limits).readAll(maximumByteCount: limits.maximumRecordBytes)
    } catch var error as TrainPackError {
      error.message = "--record-layout: \(error.message)"
      let names = shippedNames.joined(separator: ", ")
      error.fix = NearestNames(to: name, among: shippedNames).question ?? "name a file, or one of \(names)"
      throw error
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw TrainPackError(
        .recordsInvalidLayout, "the record layout is not UTF-8 without a byte order mark",
        at: InputLocation(source: name),
        fix: "save the file as UTF-8 without a byte order mark")
    }
    return .text(text, path: name)
  }
}
