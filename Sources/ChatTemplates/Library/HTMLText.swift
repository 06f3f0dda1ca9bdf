/// HTML escapes, as MarkupSafe writes them.
enum HTMLText {
  /// The text as `Markup`, escaped unless it is `Markup` already.
  static func escaped(_ text: TemplateString, _ machine: Machine) throws -> TemplateString {
    text.isMarkup ? text : try forced(text, machine)
  }

  /// The text as `Markup`, escaped in any case.
  static func forced(_ text: TemplateString, _ machine: Machine) throws -> TemplateString {
    try machine.scan(text.utf8.count)
    var builder = TextBuilder()
    var start = 0
    for index in text.utf8.indices {
      guard let entity = entity(text.utf8[index]) else { continue }
      try machine.build(entity.utf8.count)
      builder.append(text, in: start..<index)
      builder.append(entity, origin: text.origin(at: index))
      start = index + 1
    }
    if start == 0 { return text.asMarkup(true) }
    try machine.build(text.utf8.count)
    builder.append(text, in: start..<text.utf8.count)
    return builder.string(isMarkup: true)
  }

  private static func entity(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "'"): "&#39;"
    case UInt8(ascii: "\""): "&#34;"
    default: nil
    }
  }
}
