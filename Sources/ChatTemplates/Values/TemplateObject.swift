import Prompting

/// A value that a template makes while it runs and that has an identity: a namespace, a macro, a loop, a method.
///
/// `@unchecked Sendable`: rendering runs on one thread and returns text alone, so an object never leaves the call of
/// `render` that made it; nobody else can make one.
public class TemplateObject: @unchecked Sendable {
  init(depth: Int = 0) { self.depth = depth }

  /// Python's name for the type.
  var typeName: String { "object" }

  /// How deeply values nest below it, as far as they are fixed when it is made.
  let depth: Int

  /// Forgets every value that it holds, when the run ends. Objects can come to hold each other in chains and in cycles,
  /// so the machine keeps all that hold anything until then, and frees them once they are empty.
  func clear() {}

  /// How Python prints it.
  func printed(_ machine: Machine) throws -> TemplateString {
    TemplateString("<\(typeName)>")
  }

  /// One origin for all the text that it holds.
  func mergedOrigin(_ machine: Machine) throws -> Origin { .template }

  /// The attribute of this name; `nil` when there is none.
  func attribute(_ name: MemberName, _ machine: Machine) throws -> TemplateValue? { nil }

  /// Calls it.
  func call(_ arguments: Arguments, _ machine: Machine) throws -> TemplateValue {
    throw TemplateFailure(.templateType, "'\(typeName)' object is not callable")
  }

  var isCallable: Bool { false }

  /// Whether it can be looped over.
  var isIterable: Bool { false }

  /// The items it still has to give when it is looped over; `nil` when it is not iterable.
  func takeItems(_ machine: Machine) throws -> [TemplateValue]? { nil }

  /// Its length, where it has one.
  func length(_ machine: Machine) throws -> Int? { nil }
}
