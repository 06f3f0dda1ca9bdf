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
    try TemplateValue(json, origin: origin, at: location)
  }
}
