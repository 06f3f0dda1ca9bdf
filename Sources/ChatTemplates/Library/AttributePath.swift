/// What filters such as `map` and `sort` look up in each item: names and positions, parted by dots.
///
/// Source: `make_attrgetter` in Jinja 3.1 `filters.py`.
struct AttributePath {
  private let parts: [TemplateValue]

  init(_ value: TemplateValue) {
    switch value {
    case .none: parts = []
    case .string(let text): parts = Self.parts(of: text.utf8[...])
    default: parts = [value]
    }
  }

  private init(_ bytes: ArraySlice<UInt8>) { parts = Self.parts(of: bytes) }

  private static func parts(of bytes: ArraySlice<UInt8>) -> [TemplateValue] {
    bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { part in
      let isNumber = !part.isEmpty && part.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      if isNumber, let number = Int(String(decoding: part, as: UTF8.self)) { return .integer(number) }
      return .string(TemplateString(Array(part)))
    }
  }

  /// The paths of an attribute that commas part.
  static func several(_ value: TemplateValue) -> [AttributePath] {
    guard case .string(let text) = value else { return [AttributePath(value)] }
    return text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { AttributePath($0) }
  }

  /// The value at the path in `item`; `fallback` stands in for what is undefined.
  func value(in item: TemplateValue, fallback: TemplateValue? = nil, _ machine: Machine) throws -> TemplateValue {
    var value = item
    for part in parts {
      try machine.step()
      value = try Members.item(part, of: value, machine)
      if let fallback, value.isUndefined { value = fallback }
    }
    return value
  }
}

/// Text in lower case, for filters that ignore case; anything else as it is.
enum CaseFolding {
  static func key(_ value: TemplateValue, _ machine: Machine) throws -> TemplateValue {
    guard case .string(let text) = value else { return value }
    return .string(try TextCase.apply(.lower, to: text, machine))
  }
}
