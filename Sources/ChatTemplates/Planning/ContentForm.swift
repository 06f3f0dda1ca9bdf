import Prompting

/// In which form a plan writes a message's text.
enum ContentForm: Int32, Sendable {
  case whole
  /// Without Python's white space at the named ends.
  case stripped, leftStripped, rightStripped

  /// The parts of a message come nowhere near.
  private static let firstPart = Int32.max - 3

  /// What a text that stands for that of a message in this form has for its origin.
  func origin(message: Int) -> Origin { .content(message: message, part: Int(Self.firstPart + rawValue)) }

  /// The message and the form that an origin stands for.
  static func named(by origin: Origin) -> (message: Int, form: ContentForm)? {
    guard origin.kind == .content, origin.messageIndex >= 0, origin.partIndex >= firstPart,
      let form = ContentForm(rawValue: origin.partIndex - firstPart)
    else { return nil }
    return (Int(origin.messageIndex), form)
  }

  /// The form that is left when a text in this form is stripped.
  func stripped(_ sides: TextStripping.Sides) -> ContentForm {
    switch (self, sides) {
    case (.stripped, _), (_, .both): .stripped
    case (.whole, .left), (.leftStripped, .left): .leftStripped
    case (.whole, .right), (.rightStripped, .right): .rightStripped
    case (.leftStripped, .right), (.rightStripped, .left): .stripped
    }
  }

  /// The bytes of `text` in this form.
  func range(of text: [UInt8]) -> Range<Int> {
    var range = 0..<text.count
    if self == .stripped || self == .rightStripped { range = 0..<PythonText.endStrippingSpaces(text, range) }
    if self == .stripped || self == .leftStripped {
      range = PythonText.startSkippingSpaces(text, range)..<range.upperBound
    }
    return range
  }
}

extension TemplateString {
  /// The text without white space, where it stands for a message's text; `nil` for any other.
  func stripped(_ sides: TextStripping.Sides) -> TemplateString? {
    // One byte, as more are several texts.
    guard let witness, copy.utf8.count == 1, let (message, form) = ContentForm.named(by: copy.origin)
    else { return nil }
    // What is left of white space is known.
    if copy.utf8 == ConversationShape.Content.blank.probe { return TemplateString.empty.asMarkup(isMarkup) }
    return TemplateString(
      utf8: copy.utf8, origin: form.stripped(sides).origin(message: message), spans: [], isMarkup: isMarkup,
      witness: witness)
  }
}
