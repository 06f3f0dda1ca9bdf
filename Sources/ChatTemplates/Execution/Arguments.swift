/// The values that a function, filter or test is called with.
struct Arguments {
  var positional: [TemplateValue] = []
  var keywords: [(name: TemplateString, value: TemplateValue)] = []

  static let none = Arguments()

  /// How deeply values nest in the arguments.
  var depth: Int {
    keywords.reduce(positional.reduce(0) { max($0, $1.depth) }) { max($0, $1.value.depth) }
  }

  var isEmpty: Bool { positional.isEmpty && keywords.isEmpty }

  init(_ positional: [TemplateValue] = [], keywords: [(name: TemplateString, value: TemplateValue)] = []) {
    self.positional = positional
    self.keywords = keywords
  }

  /// The value of each of `names` in order, `nil` where none was given.
  ///
  /// - Parameters:
  ///   - function: The function's name, for messages.
  ///   - names: The parameters, in order.
  ///   - required: How many of them must be given.
  func bind(_ function: String, _ names: [String], required: Int = 0) throws -> Bound {
    if positional.count > names.count {
      throw TemplateFailure.type(
        "\(function) takes at most \(names.count) argument(s), \(positional.count) were given")
    }
    var values: [TemplateValue?] = []
    if !names.isEmpty { values.reserveCapacity(names.count) }
    for position in names.indices { values.append(position < positional.count ? positional[position] : nil) }
    for (name, value) in keywords {
      guard let position = names.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else {
        throw TemplateFailure.type("\(function) takes no keyword argument '\(name.description)'")
      }
      if values[position] != nil {
        throw TemplateFailure.type("\(function) got two values for its argument '\(names[position])'")
      }
      values[position] = value
    }
    for position in 0..<min(required, names.count) where values[position] == nil {
      throw TemplateFailure.type("\(function) needs its argument '\(names[position])'")
    }
    return Bound(function: function, names: names, values: values)
  }

  /// The same for a function that takes no keywords.
  func bindPositional(_ function: String, _ names: [String], required: Int = 0) throws -> Bound {
    if let keyword = keywords.first {
      throw TemplateFailure.type("\(function)() takes no keyword arguments, '\(keyword.name.description)' was given")
    }
    return try bind(function, names, required: required)
  }

  /// Arguments by position, with the questions that functions ask of them.
  struct Bound {
    let function: String
    let names: [String]
    let values: [TemplateValue?]

    subscript(position: Int) -> TemplateValue? { position < values.count ? values[position] : nil }

    /// The argument, or `nil` when it was not given or is none.
    func given(_ position: Int) -> TemplateValue? {
      guard let value = self[position] else { return nil }
      if case .none = value { return nil }
      return value
    }

    func integer(_ position: Int, default fallback: Int) throws -> Int {
      guard let value = self[position] else { return fallback }
      switch value {
      case .integer(let number): return number
      case .bool(let flag): return flag ? 1 : 0
      case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
      default:
        throw TemplateFailure.type(
          "\(function): its argument '\(names[position])' must be an integer, not \(value.typeName)")
      }
    }

    func string(_ position: Int) throws -> TemplateString? {
      guard let value = self[position] else { return nil }
      if case .string(let text) = value { return text }
      throw TemplateFailure.type(
        "\(function): its argument '\(names[position])' must be a string, not \(value.typeName)")
    }

    func flag(_ position: Int, default fallback: Bool = false, _ machine: Machine) throws -> Bool {
      guard let value = self[position] else { return fallback }
      return try value.isTrue(machine)
    }
  }
}
