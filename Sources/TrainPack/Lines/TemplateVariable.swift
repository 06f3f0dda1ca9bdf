import ChatTemplates
import Diagnostics
import Prompting
import StrictJSON

/// Turns a JSON value into a template's variable, each string with its origin.
///
/// The texts of `…_token` variables and the roles of messages are the template's own; everything else is content, in
/// `messages` of the message that it stands in.
struct TemplateVariable {
  private let isMessages: Bool
  private let origin: Origin
  private let location: InputLocation

  init(named name: String, in location: InputLocation) {
    isMessages = name == "messages"
    origin = name.hasSuffix("_token") ? .template : .content(message: -1, part: -1)
    self.location = location
  }

  /// - Throws: `render.number-too-large` for an integer that 64 bits do not hold.
  func value(of json: JSON) throws -> TemplateValue {
    guard isMessages, case .array(let messages) = json else { return try value(of: json, origin: origin) }
    return .list(
      try messages.enumerated().map { index, message in
        let content = Origin.content(message: index, part: 0)
        guard case .object(let members) = message else { return try value(of: message, origin: content) }
        return .dictionary(
          TemplateDictionary(
            try members.map { member in
              let isRole = member.key.elementsEqual("role".utf8)
              return (
                TemplateString(member.key, origin: content),
                try value(of: member.value, origin: isRole ? .template : content)
              )
            }))
      })
  }

  private func value(of json: JSON, origin: Origin) throws -> TemplateValue {
    switch json {
    case .null: return .none
    case .bool(let value): return .bool(value)
    case .number(let written): return try number(written)
    case .string(let utf8): return .string(TemplateString(utf8, origin: origin))
    case .array(let items): return .list(try items.map { try value(of: $0, origin: origin) })
    case .object(let members):
      return .dictionary(
        TemplateDictionary(
          try members.map { (TemplateString($0.key, origin: origin), try value(of: $0.value, origin: origin)) }))
    }
  }

  private func number(_ written: String) throws -> TemplateValue {
    if let integer = Int(written) { return .integer(integer) }
    let isInteger = !written.utf8.contains { ".eE".utf8.contains($0) }
    guard !isInteger, let value = Double(written) else {
      throw TrainPackError(
        .renderNumberTooLarge, "the integer \(written.prefix(40)) is beyond 64 bits", at: location,
        fix: "pass it as a string")
    }
    return .float(value)
  }
}
