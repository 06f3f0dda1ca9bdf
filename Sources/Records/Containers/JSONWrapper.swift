import Diagnostics
import StrictJSON

/// An object that holds the list of records as one of its members: `{"version": "1", "data": [{…}, …]}`.
struct JSONWrapper {
  /// The members that may hold the records. Other names (`messages`, `tools` …) are fields of one record.
  static let listNames: [[UInt8]] = [
    "data", "dataset", "train", "training", "test", "testing", "validation", "valid", "val", "dev", "eval", "rows",
    "records", "examples", "samples", "instances", "items", "entries",
  ].map { Array($0.utf8) }

  private let opening: [UInt8]

  /// `nil` for a container whose records lie in no object.
  init?(_ container: RecordContainer) {
    guard container.kind == .jsonArray else { return nil }
    let first = container.opening.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    guard first == 0x7B else { return nil }
    opening = container.opening
  }

  /// Makes sure that what follows the list ends its object, and that no other member is a list of objects.
  ///
  /// - Parameters:
  ///   - closing: The source from the list's closing bracket on.
  ///   - location: The place of that bracket.
  /// - Throws: What reading the object throws; `records.ambiguous-container`.
  func check(closing: [UInt8], at location: InputLocation, by reader: JSONReader) throws {
    let text = opening + closing
    let root: JSONValue
    do { root = try reader.read(text, at: InputLocation(source: location.source)).root } catch {
      guard var error = error as? TrainPackError else { throw error }
      // The records are not in the text that was read, so offsets in it mean nothing; what follows them begins here.
      error.location = location
      error.message += " (after the list of records)"
      throw error
    }
    let others = root.members.filter { member in
      member.value.kind == .array && member.value.element(at: 0)?.kind == .object
    }
    guard let other = others.first?.key.string else { return }
    let file = ShellWord.quoted(location.source == "standard input" ? "FILE" : location.source)
    throw TrainPackError(
      .recordsAmbiguousContainer, "the object holds more than one list of objects, \"\(other)\" beside the one read",
      at: location,
      fix: "make a file of each list, as in jq -c \(ShellWord.quoted(".[\"\(other)\"][]")) \(file) > "
        + ShellWord.quoted(other + ".jsonl"))
  }
}
