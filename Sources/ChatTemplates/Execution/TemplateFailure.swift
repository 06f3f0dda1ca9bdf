import Diagnostics

/// An error on its way up to where its place in the template is known.
struct TemplateFailure: Error {
  var code: DiagnosticCode
  var message: String
  var fix: String

  init(_ code: DiagnosticCode, _ message: String, fix: String? = nil) {
    self.code = code
    self.message = message
    self.fix = fix ?? Self.usualFix(for: code)
  }

  /// A limit that was met.
  static func limit(_ what: String, value: Int, met: Int? = nil, flag: String?) -> TemplateFailure {
    let seen = met.map { "\($0) met" } ?? "more were asked for"
    return TemplateFailure(
      .templateLimit, "too many \(what): at most \(value) are allowed, \(seen)",
      fix: flag.map { "check that the template is meant to do this much; \($0) N raises the limit" }
        ?? "this limit is fixed; use a smaller value")
  }

  /// The stack of the thread is nearly used up.
  static var stackLimit: TemplateFailure {
    TemplateFailure(
      .templateLimit, "the template or its values nest too deeply for the stack of this thread",
      fix: "nest less deeply, or work on a thread with a larger stack: 4 MB suffice for all that the limits allow")
  }

  static func integerOverflow(_ operation: String) -> TemplateFailure {
    TemplateFailure(
      .templateLimit, "the result of \(operation) does not fit an integer of 64 bits",
      fix: "keep integers between -9223372036854775808 and 9223372036854775807; Python's longer ones are not supported")
  }

  static func undefined(_ value: TemplateUndefined) -> TemplateFailure {
    if case .unsafe = value.reason { return TemplateFailure(.templateSecurity, value.message) }
    return TemplateFailure(.templateUndefined, value.message)
  }

  static func type(_ message: String) -> TemplateFailure { TemplateFailure(.templateType, message) }

  static func value(_ message: String) -> TemplateFailure { TemplateFailure(.templateValue, message) }

  static func unsupported(_ message: String) -> TemplateFailure { TemplateFailure(.templateUnsupported, message) }

  private static func usualFix(for code: DiagnosticCode) -> String {
    switch code {
    case .templateSyntax: "correct the template at the place shown"
    case .templateUndefined: "pass the missing variable or field, or test it with 'is defined' in the template"
    case .templateType: "give the template the type of value that it expects at the place shown"
    case .templateValue: "give the template a value that the operation at the place shown allows"
    case .templateRaised: "change the conversation as the template's message says"
    case .templateSecurity: "build a new value instead of changing one, or keep it in a namespace"
    case .templateUnsupported: "rewrite this part of the template without it"
    default: "see trainpack explain \(code.id)"
    }
  }
}
