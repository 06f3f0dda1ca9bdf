/// What a filter does with its subject and arguments.
typealias FilterFunction = @Sendable (TemplateValue, Arguments, Machine) throws -> TemplateValue

/// The filters of Jinja, with the `tojson` of transformers.
///
/// Source: Jinja 3.1 `filters.py`.
enum Filters {
  static func named(_ name: String) -> FilterFunction? { table[name] }

  private static let table: [String: FilterFunction] = textFilters.merging(sequenceFilters) { first, _ in first }
    .merging(valueFilters) { first, _ in first }

  /// `str(value)`, but `Markup` stays what it is.
  static func softText(_ value: TemplateValue, _ machine: Machine) throws -> TemplateString {
    if case .string(let text) = value { return text }
    return try PythonPrinter.text(value, machine)
  }

  static func unsupported(_ name: String, _ why: String) -> FilterFunction {
    { _, _, _ in throw TemplateFailure.unsupported("the filter '\(name)' is not supported: \(why)") }
  }
}
