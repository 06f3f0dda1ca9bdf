/// What was missing where a template met something undefined.
public final class TemplateUndefined: Sendable {
  enum Reason: Sendable {
    /// No variable of this name.
    case name(String)
    /// No attribute or item of this name in a value of this type.
    case member(TemplateString, typeName: String)
    /// Jinja's own words.
    case hint(String)
    /// The attribute exists in Python, but the sandbox hides it.
    case unsafe(String, typeName: String)
  }

  let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  /// What Jinja says when the value is used.
  var message: String {
    switch reason {
    case .name(let name): "'\(name)' is undefined"
    case .member(let name, let typeName): "'\(typeName) object' has no attribute or item '\(name.description)'"
    case .hint(let hint): hint
    case .unsafe(let name, let typeName): "access to attribute '\(name)' of '\(typeName)' object is unsafe"
    }
  }
}
