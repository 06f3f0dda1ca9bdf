/// `center`, `ljust`, `rjust`, `zfill` and `expandtabs`.
enum TextPadding {
  static func apply(
    _ method: StringMethod, _ text: TemplateString, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateString {
    let name = method.rawValue
    switch method {
    case .expandtabs:
      let bound = try arguments.bind(name, ["tabsize"])
      return try expandTabs(text, size: try bound.integer(0, default: 8), machine)
    case .zfill:
      let bound = try arguments.bindPositional(name, ["width"], required: 1)
      return try fillZeros(text, width: try bound.integer(0, default: 0), machine)
    default:
      let bound = try arguments.bindPositional(name, ["width", "fillchar"], required: 1)
      let fill = try bound.string(1) ?? TemplateString(" ")
      if PythonText.length(fill.utf8) != 1 {
        throw TemplateFailure.type("The fill character must be exactly one character long")
      }
      return try pad(method, text, width: try bound.integer(0, default: 0), fill, machine)
    }
  }

  static func center(_ text: TemplateString, width: Int, _ machine: Machine) throws -> TemplateString {
    try pad(.center, text, width: width, TemplateString(" "), machine)
  }

  private static func pad(
    _ method: StringMethod, _ text: TemplateString, width: Int, _ fill: TemplateString, _ machine: Machine
  ) throws -> TemplateString {
    try machine.scan(text.utf8.count)
    let length = PythonText.length(text.utf8)
    if width <= length { return text }
    let missing = width - length
    let left: Int =
      switch method {
      case .ljust: 0
      case .rjust: missing
      default: missing / 2 + (missing & width & 1)
      }
    let before = try Arithmetic.repeated(fill, left, machine)
    let after = try Arithmetic.repeated(fill, missing - left, machine)
    var builder = TextBuilder()
    try machine.build(before.utf8.count.saturatingAdd(text.utf8.count).saturatingAdd(after.utf8.count))
    builder.append(before)
    builder.append(text)
    builder.append(after)
    return builder.string(isMarkup: text.isMarkup)
  }

  private static func fillZeros(_ text: TemplateString, width: Int, _ machine: Machine) throws -> TemplateString {
    let missing = width.saturatingAdd(-PythonText.length(text.utf8))
    if missing <= 0 { return text }
    try machine.build(missing.saturatingAdd(text.utf8.count))
    let hasSign = text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
    var builder = TextBuilder()
    if hasSign { builder.append(text, in: 0..<1) }
    builder.append(UInt8(ascii: "0"), count: missing, origin: .template)
    builder.append(text, in: (hasSign ? 1 : 0)..<text.utf8.count)
    return builder.string(isMarkup: text.isMarkup)
  }

  private static func expandTabs(_ text: TemplateString, size: Int, _ machine: Machine) throws -> TemplateString {
    var builder = TextBuilder()
    var column = 0
    try machine.build(text.utf8.count)
    for (scalar, range) in PythonText.scalars(text.utf8) {
      if scalar == "\t" {
        let width = size > 0 ? size - column % size : 0
        try machine.build(width)
        builder.append(UInt8(ascii: " "), count: width, origin: text.origin(at: range.lowerBound))
        column = column.saturatingAdd(width)
      } else {
        column = scalar == "\n" || scalar == "\r" ? 0 : column.saturatingAdd(1)
        builder.append(text, in: range)
      }
    }
    return builder.string(isMarkup: text.isMarkup)
  }
}
