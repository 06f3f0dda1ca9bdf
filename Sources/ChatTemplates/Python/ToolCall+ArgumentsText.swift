import Diagnostics
import Prompting
import StrictJSON

extension ToolCall {
  /// The arguments as a string: the record's own where it has one, else what Python's
  /// `json.dumps(arguments, ensure_ascii=False)` writes, as users of transformers make one.
  ///
  /// - Parameter location: Where the record stands, for errors.
  /// - Returns: UTF-8 text.
  /// - Throws: `json.…` where the arguments are not JSON, which a reader of records never gives.
  /// - Complexity: O(*n*) in the bytes of the arguments.
  public func argumentsText(at location: InputLocation) throws -> [UInt8] {
    if form == .text { return arguments }
    return JSONWriter.bytes(of: try JSONReader().readTree(arguments, at: location).asPythonReads, layout: .spaced)
  }
}

extension JSON {
  /// The value with its numbers as Python writes those that it read: `1e2` as `100.0`, integers of any length as they are.
  fileprivate var asPythonReads: JSON {
    switch self {
    case .number(let written): .number(Self.pythonNumber(written))
    case .array(let items): .array(items.map(\.asPythonReads))
    case .object(let members): .object(members.map { Member(key: $0.key, value: $0.value.asPythonReads) })
    case .null, .bool, .string: self
    }
  }

  private static func pythonNumber(_ written: String) -> String {
    let isInteger = !written.utf8.contains { ".eE".utf8.contains($0) }
    if isInteger { return written == "-0" ? "0" : written }
    guard let value = Double(written) else { return written }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return PythonNumber.text(value)
  }
}
