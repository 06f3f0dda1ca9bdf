/// Where a variable lives while a template runs: a slot of the current function's activation or of an enclosing one's.
struct Reference: Hashable, Sendable {
  /// How many functions to go outwards.
  var hops: Int
  var slot: Int
}

/// What a slot holds when its scope is entered.
enum SlotLoad: Sendable {
  /// Nothing: the variable is assigned later.
  case nothing(slot: Int)
  /// A variable that the caller gave, or a builtin, by its position among the template's context names.
  case context(slot: Int, name: Int)
  /// The value that an enclosing scope has at that moment.
  case outer(slot: Int, from: Reference)
}

/// A function under compilation: the template itself, a macro, a call block's body or a recursive loop.
final class FunctionScope {
  let parent: FunctionScope?
  var slotCount = 0

  init(parent: FunctionScope?) { self.parent = parent }

  func newSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  /// How many functions lie between this one and `outer`.
  func hops(to outer: FunctionScope) -> Int {
    var count = 0
    var function: FunctionScope? = self
    while let current = function, current !== outer {
      count += 1
      function = current.parent
    }
    return count
  }
}

/// The names of one scope, found by reading all its statements before any is compiled.
///
/// Jinja gives each scope its own variables: a name that a scope assigns begins as a copy of the enclosing scope's and
/// is gone when the scope ends; a name that it only reads is the enclosing scope's own.
///
/// Source: Jinja 3.1 `idtracking.py`.
final class Scope {
  enum Load {
    case parameter
    case resolve
    case alias(Scope)
    case nothing
  }

  let parent: Scope?
  let function: FunctionScope
  let stack: StackBound
  var names: Names
  private var slots: [String: Int] = [:]

  /// What is known of the names so far; copied for each branch of an `if` and merged again.
  struct Names {
    var loads: [String: Load] = [:]
    var order: [String] = []
    var stores: Set<String> = []

    mutating func define(_ name: String, _ load: Load) {
      if loads.updateValue(load, forKey: name) == nil { order.append(name) }
    }
  }

  /// The outermost scope.
  init(function: FunctionScope, _ stack: StackBound) {
    parent = nil
    self.function = function
    self.stack = stack
    names = Names()
  }

  init(parent: Scope, function: FunctionScope) {
    self.parent = parent
    self.function = function
    stack = parent.stack
    names = Names()
  }

  func slot(of name: String) -> Int {
    if let slot = slots[name] { return slot }
    let slot = function.newSlot()
    slots[name] = slot
    return slot
  }

  /// The scope in which `name` is known, this one or the nearest enclosing one.
  func owner(of name: String) -> Scope? {
    var scope: Scope? = self
    while let current = scope {
      if current.names.loads[name] != nil { return current }
      scope = current.parent
    }
    return nil
  }

  func load(_ name: String) {
    if owner(of: name) == nil { names.define(name, .resolve) }
  }

  func store(_ name: String) {
    names.stores.insert(name)
    if names.loads[name] != nil { return }
    if let outer = parent?.owner(of: name) {
      names.define(name, .alias(outer))
    } else {
      names.define(name, .nothing)
    }
  }

  func declareParameter(_ name: String) {
    names.stores.insert(name)
    names.define(name, .parameter)
  }

  /// Merges what the branches of an `if` found: a name that only a branch assigns is taken from outside before.
  func merge(_ branches: [Names]) {
    var stored: Set<String> = []
    for branch in branches { stored.formUnion(branch.stores) }
    stored.subtract(names.stores)
    for branch in branches {
      for name in branch.order {
        if let load = branch.loads[name] { names.define(name, load) }
      }
      names.stores.formUnion(branch.stores)
    }
    for name in stored {
      if let outer = parent?.owner(of: name) {
        names.define(name, .alias(outer))
      } else {
        names.define(name, .resolve)
      }
    }
  }
}
