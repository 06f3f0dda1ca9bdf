import Diagnostics

extension Report {
  /// The report for people, ending in a line break. Control characters in the data are spelled out.
  public func text(_ style: TextStyle = TextStyle()) -> String {
    var face = TextFace(style: style)
    face.paragraph(title, ink: .strong)
    for section in sections where !section.blocks.isEmpty {
      face.gap()
      if !section.title.isEmpty { face.paragraph(section.title, ink: .strong) }
      for (index, block) in section.blocks.enumerated() {
        if index > 0 { face.gap() }
        face.write(block)
      }
    }
    return face.output
  }
}

/// The text face while it is written: lines of a given width, with an indent for what belongs to a section.
struct TextFace {
  let style: TextStyle
  private(set) var output = ""

  /// The indent of a section's blocks, in columns.
  static let indent = 2

  init(style: TextStyle) { self.style = style }

  mutating func gap() { output += "\n" }

  /// Writes one line, pieces of text with their ink; spaces at its end are left out.
  mutating func line(_ pieces: [(text: String, ink: Ink)], indent: Int = TextFace.indent) {
    var pieces = pieces
    while let last = pieces.last {
      var text = last.text
      while text.last == " " { text.removeLast() }
      pieces[pieces.count - 1].text = text
      if text.isEmpty { pieces.removeLast() } else { break }
    }
    if !pieces.isEmpty { output += String(repeating: " ", count: indent) }
    for piece in pieces { output += piece.ink.paint(piece.text, style.color) }
    output += "\n"
  }

  /// Writes a paragraph; its lines after the first stand under the end of `lead`.
  mutating func paragraph(
    _ text: String, ink: Ink = .plain, lead: (text: String, ink: Ink) = ("", .plain), indent: Int = 0
  ) {
    let leadColumns = DisplayWidth.columns(lead.text)
    let available = max(20, style.width - indent - leadColumns)
    for (index, part) in TextWrap.lines(VisibleText.escaped(text), width: available).enumerated() {
      let first = index == 0 ? lead : (String(repeating: " ", count: leadColumns), .plain)
      line([first, (part, ink)], indent: indent)
    }
  }

  mutating func write(_ block: ReportBlock) {
    switch block {
    case .facts(let facts): write(facts)
    case .table(let table): write(table)
    case .distribution(let distribution): write(distribution)
    case .findings(let findings): write(findings)
    case .note(let text): paragraph(text, indent: Self.indent)
    case .code(let text):
      for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
        line([(VisibleText.escaped(String(part)), .plain)])
      }
    }
  }

  private mutating func write(_ facts: ReportFacts) {
    if let table = facts.justified { return write(table) }
    let labels = facts.facts.map { VisibleText.escaped($0.label) }
    let labelWidth = labels.map(DisplayWidth.columns).max() ?? 0
    let numberWidth =
      facts.facts.filter(\.value.isNumber).map { DisplayWidth.columns($0.value.text) }.max() ?? 0
    for (label, fact) in zip(labels, facts.facts) {
      let lead = TextWrap.padded(label, to: labelWidth, .left) + "  "
      let value = fact.value.isNumber ? TextWrap.padded(fact.value.text, to: numberWidth, .right) : fact.value.text
      if fact.value.isNumber {
        line([(lead, .faint), (value, .plain)])
      } else {
        paragraph(value, lead: (lead, .faint), indent: Self.indent)
      }
    }
  }

  private mutating func write(_ findings: [Finding]) {
    if findings.isEmpty { line([("none", .plain)]) }
    for (index, finding) in findings.enumerated() {
      if index > 0 { gap() }
      paragraph(finding.message, lead: (finding.severity.rawValue + ": ", finding.severity.ink), indent: Self.indent)
      if let places = finding.placesText { paragraph(places, lead: ("at ", .faint), indent: Self.indent + 2) }
      paragraph(finding.fix, lead: ("fix: ", .faint), indent: Self.indent + 2)
      let code = finding.code.id
      line([("code: \(code) (trainpack explain \(code))", .faint)], indent: Self.indent + 2)
    }
  }
}

extension Finding {
  /// The first places and how many more there are; `nil` where none is known.
  var placesText: String? {
    if places.isEmpty { return nil }
    var texts: [String] = []
    var source: String?
    // A file with its records on one line tells them by their columns.
    let showsColumns = zip(places, places.dropFirst()).contains { $0.source == $1.source && $0.line == $1.line }
    for place in places {
      // Lines of one file are told by their numbers; everything else in full.
      guard let line = place.line, place.pointer == nil else {
        texts.append(place.description)
        source = nil
        continue
      }
      let column = showsColumns ? place.column.map { ":\($0)" } ?? "" : ""
      texts.append(place.source == source ? "\(line)\(column)" : "\(place.source):\(line)\(column)")
      source = place.source
    }
    let unnamedCount = count - places.count
    if unnamedCount > 0 { texts.append("and \(NumberText.count(unnamedCount)) more") }
    return texts.joined(separator: ", ")
  }
}

extension Finding.Severity {
  var ink: Ink {
    switch self {
    case .information: .information
    case .warning: .warning
    case .error: .error
    }
  }
}
