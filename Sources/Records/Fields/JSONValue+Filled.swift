import StrictJSON

extension JSONValue {
  /// Whether there is anything in it: not null, no empty list or object, and no text of nothing but ASCII white space.
  var isFilled: Bool {
    switch kind {
    case .null: false
    case .array, .object: count > 0
    case .string: utf8?.contains { $0 != 0x20 && !(0x09...0x0D).contains($0) } ?? false
    default: true
    }
  }
}
