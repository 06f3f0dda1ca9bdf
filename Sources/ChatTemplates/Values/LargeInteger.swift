import Diagnostics
import StrictJSON

/// An integer that templates cannot hold, and where it stands in a JSON value.
struct LargeInteger {
  let written: String
  let pointer: JSONPointer

  /// The first integer of `json` that 64 bits do not hold; `nil` where there is none.
  static func first(in json: JSON, at pointer: JSONPointer = JSONPointer(tokens: [])) -> LargeInteger? {
    switch json {
    case .number(let written): isBeyond64Bits(written) ? LargeInteger(written: written, pointer: pointer) : nil
    case .array(let items):
      items.enumerated().lazy.compactMap { first(in: $1, at: pointer.appending(position: $0)) }.first
    case .object(let members):
      members.lazy.compactMap { first(in: $0.value, at: pointer.appending(key: $0.key)) }.first
    case .null, .bool, .string: nil
    }
  }

  static func isBeyond64Bits(_ written: String) -> Bool {
    Int(written) == nil && !written.utf8.contains { ".eE".utf8.contains($0) }
  }

  /// The number for people, who need no more of it to find it.
  var shown: String { written.utf8.count > 40 ? "\(written.prefix(40))…" : written }

  /// The error about one in the arguments of a call.
  func error(inArgumentsOf field: String, areText: Bool, at location: InputLocation) -> TrainPackError {
    let mark = areText ? "\\\"" : "\""
    return error(
      "the arguments of a call hold the integer \(shown) at \(pointer), which is beyond 64 bits", at: location, field,
      fix: "inside the arguments\(areText ? ", which are a string of JSON," : "") write a number below 2^63, or quotes "
        + "around this one: \(mark)\(shown)\(mark); or leave such records out with --on-bad-record skip")
  }

  /// The error about one in the definition of a tool.
  func error(inTool index: Int, at location: InputLocation) -> TrainPackError {
    error(
      "the definition of tool \(index + 1) holds the integer \(shown) at \(pointer), which is beyond 64 bits",
      at: location, nil,
      fix:
        "in the definition write a number below 2^63, or quotes around this one: \"\(shown)\"; or leave such records "
        + "out with --on-bad-record skip")
  }

  private func error(_ message: String, at location: InputLocation, _ field: String?, fix: String) -> TrainPackError {
    var place = location
    if let field, !field.isEmpty { place.pointer = field }
    return TrainPackError(.renderNumberTooLarge, message, at: place, fix: fix)
  }
}
