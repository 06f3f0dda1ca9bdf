import ChatTemplates
import Diagnostics
import StrictJSON

/// A variable that a server gives to its chat template, such as `enable_thinking=false`.
public struct TemplateSetting: Hashable, Sendable {
  public let name: String
  public let value: JSON
  /// As the user wrote it.
  public let written: String

  /// What a conversation gives, and nobody else.
  private static let givenByConversations: Set<String> = ["messages", "tools", "documents", "add_generation_prompt"]

  /// - Parameter written: `NAME=VALUE`; a value that is no JSON is a text.
  /// - Returns: `nil` where no variable can have the name.
  public init?(_ written: String) {
    guard let equals = written.firstIndex(of: "=") else { return nil }
    let name = String(written[..<equals])
    guard Self.isName(name), !Self.givenByConversations.contains(name) else { return nil }
    self.name = name
    self.written = written
    let text = Array(written[written.index(after: equals)...].utf8)
    value = (try? JSONReader().readTree(text, at: InputLocation(source: written))) ?? .string(text)
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "_")
    }
  }

  /// The value in the template, whose own words its texts are.
  ///
  /// - Throws: `render.number-too-large` for an integer that 64 bits do not hold.
  var variable: (String, TemplateValue) {
    get throws { (name, try TemplateValue(value, origin: .template, at: InputLocation(source: written))) }
  }
}
