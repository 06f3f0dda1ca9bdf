internal import CSIMDJSON
import Diagnostics

/// Turns what the parser reports into an error that a person can act on.
struct JSONFailure {
  let source: [UInt8]
  let range: Range<Int>
  let start: InputLocation
  let limits: Limits

  func error(for outcome: SIMDParser.Outcome) -> TrainPackError {
    switch outcome.status {
    case csimdjson_too_deep:
      let limit = min(limits.maximumJSONDepth, JSONReader.maximumSupportedDepth)
      return make(
        .jsonTooDeep, "arrays and objects are nested more than \(limit) deep; \(limit + 1) met",
        at: outcome.offset, pointer: nil,
        fix: "this limit is fixed; check that the value is meant to be this deep, and make it flatter")
    case csimdjson_number_too_long:
      return make(
        .jsonNumberTooLong,
        "a number has \(outcome.other) characters, more than the \(limits.maximumNumberCharacters) that are allowed",
        at: outcome.offset,
        fix: "this limit is fixed; write the number shorter or as a string")
    case csimdjson_duplicate_key:
      return duplicateKey(first: outcome.other, second: outcome.offset)
    case csimdjson_lone_surrogate:
      return make(
        .jsonLoneSurrogate, "a \\u escape is half a surrogate pair and stands for no character", at: outcome.offset,
        fix: "write the character as UTF-8 or as both halves, or remove the escape")
    case csimdjson_too_large:
      return TrainPackError(
        .jsonTooLarge,
        "a JSON value of \(range.count) bytes is larger than \(csimdjson_maximum_document_bytes) bytes", at: start,
        fix: "split the input, or write it as JSON Lines, one record a line")
    case csimdjson_out_of_memory:
      return TrainPackError(
        .jsonOutOfMemory, "there is not enough memory to read a JSON value of \(range.count) bytes", at: start,
        fix: "free some memory, use fewer jobs, or split the input")
    default:
      return invalid(near: outcome.offset)
    }
  }

  /// The first thing wrong with a text that is not JSON.
  private func invalid(near offset: Int) -> TrainPackError {
    if let encoding = TextEncodingGuess.foreignEncoding(source[range]) {
      return make(
        .jsonNotUTF8Encoded, "the text is \(encoding), not UTF-8", at: 0, pointer: nil, excerpt: false,
        fix: "convert it with iconv -f \(encoding) -t UTF-8")
    }
    var diagnosis = JSONDiagnosis(source: source, range: range)
    guard let problem = diagnosis.firstProblem() else {
      return make(
        .jsonInvalid, "the text is not JSON", at: offset, pointer: nil, fix: "check the text near this place")
    }
    return make(
      problem.code, problem.message, at: problem.offset - range.lowerBound, pointer: diagnosis.pointer, fix: problem.fix
    )
  }

  private func duplicateKey(first: Int, second: Int) -> TrainPackError {
    let place = SourcePlace(source: source, range: range, start: start)
    var diagnosis = JSONDiagnosis(source: source, range: range)
    let pointer = diagnosis.pointer(at: range.lowerBound + second)
    let one = place.location(at: first)
    let name = pointer.tokens.last.map { SourcePlace.visible($0.prefix(80)) } ?? ""
    return make(
      .jsonDuplicateKey, "an object has the key \"\(name)\" twice", at: second, pointer: pointer, excerpt: false,
      details: [
        "first at \(start.source):\(one.line ?? 1):\(one.column ?? 1), byte \(one.byteOffset ?? 0)"
      ],
      fix: "remove or rename one of the two")
  }

  private func make(
    _ code: DiagnosticCode, _ message: String, at offset: Int, pointer: JSONPointer?, excerpt: Bool = true,
    details: [String] = [], fix: String
  ) -> TrainPackError {
    let place = SourcePlace(source: source, range: range, start: start)
    var location = place.location(at: offset)
    if let pointer, !pointer.tokens.isEmpty { location.pointer = pointer.description }
    return TrainPackError(
      code, message, at: location, details: details + (excerpt ? ["near: \(place.excerpt(at: offset))"] : []), fix: fix)
  }

  private func make(_ code: DiagnosticCode, _ message: String, at offset: Int, fix: String) -> TrainPackError {
    var diagnosis = JSONDiagnosis(source: source, range: range)
    let pointer = diagnosis.pointer(at: range.lowerBound + offset)
    return make(code, message, at: offset, pointer: pointer, fix: fix)
  }
}
