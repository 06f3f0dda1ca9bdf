import Diagnostics
import StrictJSON

extension JSONValue {
  /// Whether there is anything in it: not null, no empty list or object, and no text of nothing but ASCII white space.
  var isFilled: Bool {
    switch kind {
    case .null: false
    case .array, .object: count > 0
    case .string: utf8?.contains { !$0.isASCIIWhiteSpace } ?? false
    default: true
    }
  }
}
