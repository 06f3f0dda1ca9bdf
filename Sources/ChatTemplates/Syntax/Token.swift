/// What the lexer found in a template.
struct Token: Sendable {
  enum Kind: Equatable, Sendable {
    /// Text between tags, after whitespace control.
    case data([UInt8])
    case variableBegin
    case variableEnd
    case blockBegin
    case blockEnd
    case name(String)
    case string([UInt8])
    case integer(Int)
    case float(Double)
    case symbol(Symbol)
    case end
  }

  /// An operator or mark of punctuation.
  enum Symbol: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case divide = "/"
    case floorDivide = "//"
    case multiply = "*"
    case modulo = "%"
    case power = "**"
    case tilde = "~"
    case leftBracket = "["
    case rightBracket = "]"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBrace = "{"
    case rightBrace = "}"
    case equal = "=="
    case notEqual = "!="
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case assign = "="
    case dot = "."
    case colon = ":"
    case pipe = "|"
    case comma = ","
    case semicolon = ";"
  }

  var kind: Kind
  var place: Place

  /// The token in words, for messages.
  var description: String {
    switch kind {
    case .data: "template text"
    case .variableBegin: "begin of print statement"
    case .variableEnd: "end of print statement"
    case .blockBegin: "begin of statement block"
    case .blockEnd: "end of statement block"
    case .name(let name): name
    case .string: "string"
    case .integer: "integer"
    case .float: "float"
    case .symbol(let symbol): symbol.rawValue
    case .end: "end of template"
    }
  }
}
