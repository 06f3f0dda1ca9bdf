import Prompting

/// A value inside a template, with Python's types and meanings.
///
/// Lists and dictionaries never change, as Jinja's immutable sandbox forbids it; sharing them is safe and cheap.
public enum TemplateValue: Sendable {
  /// What a missing variable, attribute or item gives; it knows what was missing.
  case undefined(TemplateUndefined)
  case none
  case bool(Bool)
  /// Python's int, as far as 64 bits reach; a result beyond them is an error.
  case integer(Int)
  case float(Double)
  case string(TemplateString)
  case list(TemplateList)
  case dictionary(TemplateDictionary)
  /// A namespace, macro, loop, method or iterator: made by the template itself while it runs.
  case object(TemplateObject)

  /// A string whose bytes all have one origin.
  public static func string(_ text: String, origin: Origin = .template) -> TemplateValue {
    .string(TemplateString(text, origin: origin))
  }

  public static func list(_ items: [TemplateValue]) -> TemplateValue { .list(TemplateList(items)) }

  /// A dictionary in the given order; of equal keys the last value counts, at the place of the first.
  public static func dictionary(_ pairs: [(String, TemplateValue)]) -> TemplateValue {
    .dictionary(TemplateDictionary(pairs.map { (TemplateString($0.0), $0.1) }))
  }

  /// How deeply containers nest below and including this value.
  var depth: Int {
    switch self {
    case .list(let list): list.depth
    case .dictionary(let dictionary): dictionary.depth
    case .object(let object): object.depth
    default: 0
    }
  }
}
