import Prompting

/// What `namespace()` makes: the one thing whose attributes a template can set.
///
/// One thread uses it, and nothing runs while an attribute is read or changed, so nothing checks that accesses do not
/// overlap.
final class NamespaceObject: TemplateObject, @unchecked Sendable {
  @exclusivity(unchecked) private var members: [(name: TemplateString, value: TemplateValue)] = []

  init(_ members: [(name: TemplateString, value: TemplateValue)], _ machine: Machine) throws {
    super.init()
    machine.keepForFinish(self)
    try machine.build(items: members.count * 2)
    try machine.step(members.count &* (members.count >> 4))
    for position in members.indices { try Self.check(members[position].name) }
    self.members = members
    // Of equal names the last counts, at the place of the first.
    for position in members.indices where self.position(of: members[position].name) != position {
      self.members = []
      for member in members { try set(member.name, member.value, machine) }
      return
    }
  }

  override var typeName: String { "Namespace" }

  /// Sets an attribute. Names that begin with an underscore are refused, as transformers does.
  func set(_ name: TemplateString, _ value: consuming TemplateValue, _ machine: Machine) throws {
    try Self.check(name)
    if let position = position(of: name) {
      members[position].value = value
      return
    }
    try machine.step(members.count >> 3)
    try machine.build(items: 2)
    members.append((name, value))
  }

  private static func check(_ name: TemplateString) throws {
    if name.utf8.first == UInt8(ascii: "_") {
      throw TemplateFailure(
        .templateSecurity, "a namespace cannot hold an attribute that begins with an underscore: '\(name.description)'")
    }
  }

  private func position(of name: TemplateString) -> Int? {
    for position in members.indices where members[position].name == name { return position }
    return nil
  }

  override func clear() { members = [] }

  override func attribute(_ name: MemberName, _ machine: Machine) throws -> TemplateValue? {
    guard let position = position(of: name.text) else { return nil }
    return members[position].value
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
