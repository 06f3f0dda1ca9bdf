import Diagnostics
import StrictJSON

/// What can be wrong with the text around the records.
extension JSONCutter {
  static let truncatedFix = "get the file again from where it came: it looks truncated"

  static func shown(_ byte: UInt8) -> String { String(UnicodeScalar(byte)) }

  /// Nothing, or something else, stands where `wanted` was expected.
  func unexpected(_ text: JSONCutterText, _ at: Int, _ wanted: String) -> TrainPackError {
    invalid(
      text, at, "\(wanted) was expected, not \(text.shown(at..<at + 12))", fix: "write \(wanted) here")
  }

  func invalid(_ text: JSONCutterText, _ at: Int, _ message: String, fix: String) -> TrainPackError {
    TrainPackError(.jsonInvalid, message, at: text.place(at).location(in: name), fix: fix)
  }

  func notClosed(_ text: JSONCutterText, _ closer: UInt8) -> TrainPackError {
    TrainPackError(
      .jsonTruncated, "the text ends before the \(Self.shown(closer)) of \(container.kind.name)",
      at: text.place(text.bytes.count).location(in: name), fix: Self.truncatedFix)
  }

  func truncated(_ text: JSONCutterText, inside what: String) -> TrainPackError {
    TrainPackError(
      .jsonTruncated, "the text ends inside \(what)", at: text.place(text.bytes.count).location(in: name),
      fix: Self.truncatedFix)
  }

  /// The record from `start` on does not end where its brackets say, or nowhere: says what is wrong first.
  func broken(_ text: JSONCutterText, start: Int, at place: Int) -> TrainPackError {
    let location = text.place(start).location(in: name)
    do {
      _ = try reader.read(text.bytes, in: start..<text.bytes.count, at: location)
    } catch let error as TrainPackError {
      return error
    } catch {}
    return invalid(text, place, "the brackets of a record do not match", fix: "write the record anew, as JSON")
  }
}
