/// Calling what can be called.
extension Machine {
  func call(_ function: TemplateValue, _ arguments: Arguments) throws -> TemplateValue {
    try step()
    switch function {
    case .object(let object): return try object.call(arguments, self)
    case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
    default: throw TemplateFailure.type("'\(function.typeName)' object is not callable")
    }
  }
}
