/// Frees values that nest deeply one after the other: freed from inside the value around it, each level would use the
/// stack, and values are freed wherever their last copy goes, where nobody could be told of a limit.
enum DeepRelease {
  /// Values that nest no deeper are left to Swift.
  static let shallowDepth = 16

  /// Frees what containers held, inner containers that nobody else holds included.
  static func release(_ contents: consuming [TemplateValue]) {
    var pending = contents
    while var value = pending.popLast() {
      guard value.depth > shallowDepth else { continue }
      if var list = takeList(&value) {
        if isKnownUniquelyReferenced(&list) { pending += list.takeContents() }
      } else if var dictionary = takeDictionary(&value) {
        if isKnownUniquelyReferenced(&dictionary) { pending += dictionary.takeContents() }
      }
    }
  }

  /// The list, of which `value` keeps no copy.
  private static func takeList(_ value: inout TemplateValue) -> TemplateList? {
    guard case .list(let list) = value else { return nil }
    value = .none
    return list
  }

  private static func takeDictionary(_ value: inout TemplateValue) -> TemplateDictionary? {
    guard case .dictionary(let dictionary) = value else { return nil }
    value = .none
    return dictionary
  }
}
