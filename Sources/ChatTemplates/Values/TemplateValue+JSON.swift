import Diagnostics
import Prompting
import StrictJSON

extension TemplateValue {
  /// The value that Python's `json.loads` gives, its strings (and keys) with one origin.
  ///
  /// - Parameters:
  ///   - json: The value.
  ///   - origin: Where its texts came from.
  ///   - location: Where it stands, for errors.
  /// - Throws: `render.number-too-large` for an integer that 64 bits do not hold.
  public init(_ json: JSON, origin: Origin, at location: InputLocation) throws {
    switch json {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .number(let written): self = try Self.number(written, at: location)
    case .string(let utf8): self = .string(TemplateString(utf8, origin: origin))
    case .array(let items): self = .list(try items.map { try TemplateValue($0, origin: origin, at: location) })
    case .object(let members):
      self = .dictionary(
        TemplateDictionary(
          try members.map {
            (TemplateString($0.key, origin: origin), try TemplateValue($0.value, origin: origin, at: location))
          }))
    }
  }

  private static func number(_ written: String, at location: InputLocation) throws -> TemplateValue {
    if let integer = Int(written) { return .integer(integer) }
    guard !LargeInteger.isBeyond64Bits(written), let value = Double(written) else {
      throw TrainPackError(
        .renderNumberTooLarge, "the integer \(written.prefix(40)) is beyond 64 bits", at: location,
        fix: "write a number below 2^63, or put quotes around it, which make it a string")
    }
    return .float(value)
  }
}
