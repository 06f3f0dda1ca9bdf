import Prompting

/// What `namespace()` makes: the one thing whose attributes a template can set.
final class NamespaceObject: TemplateObject, @unchecked Sendable {
  private var names: [TemplateString] = []
  private var values: [TemplateValue] = []

  override var typeName: String { "Namespace" }

  /// Sets an attribute. Names that begin with an underscore are refused, as transformers does.
  func set(_ name: TemplateString, _ value: TemplateValue, _ machine: Machine) throws {
    if name.utf8.first == UInt8(ascii: "_") {
      throw TemplateFailure(
        .templateSecurity, "a namespace cannot hold an attribute that begins with an underscore: '\(name.description)'")
    }
    if let position = names.firstIndex(where: { $0 == name }) {
      values[position] = value
      return
    }
    try machine.step(names.count >> 3)
    try machine.build(items: 2)
    names.append(name)
    values.append(value)
  }

  override func clear() {
    names = []
    values = []
  }

  override func attribute(_ name: TemplateString, _ machine: Machine) throws -> TemplateValue? {
    names.firstIndex { $0 == name }.map { values[$0] }
  }

  /// Its values, themselves perhaps namespaces that hold this one, are not printed.
  override func printed(_ machine: Machine) throws -> TemplateString {
    throw TemplateFailure.unsupported("printing a namespace is not supported")
  }

  override func mergedOrigin(_ machine: Machine) throws -> Origin { .template }
}

/// A function that is built in, or a method of an object.
final class FunctionObject: TemplateObject, @unchecked Sendable {
  let name: String
  private var body: (Arguments, Machine) throws -> TemplateValue

  init(_ name: String, depth: Int = 0, _ body: @escaping (Arguments, Machine) throws -> TemplateValue) {
    self.name = name
    self.body = body
    super.init(depth: depth)
  }

  override func clear() { body = { _, _ in .none } }

  override var typeName: String { "function" }

  override var isCallable: Bool { true }

  override func printed(_ machine: Machine) throws -> TemplateString { TemplateString("<function \(name)>") }

  override func call(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    try body(arguments, machine)
  }
}
