/// The names of fields that hold one option each, as tables of questions have them.
enum OptionColumns {
  static let letters = (UInt8(ascii: "A")...UInt8(ascii: "J")).map { [$0] }

  /// The families of names, each in the order of the options.
  static let families: [[String]] = [
    names { $0 }, mapNames, names { "option_" + $0 }, names { "Option " + $0 }, names { "op" + $0.lowercased() },
  ]

  /// The family that `--map` takes: option_a, option_b and so on.
  static let mapNames = names { "option_" + $0.lowercased() }

  /// The first two names of each family: a question has two options at least.
  static let firstPairs = families.map { Array($0.prefix(2)) }

  /// The family that a record uses.
  static func family(of fields: RecordFields) -> [String]? {
    families.first { family in family.prefix(2).allSatisfy { fields.has($0) } }
  }

  private static func names(_ name: (String) -> String) -> [String] {
    letters.map { name(String(decoding: $0, as: UTF8.self)) }
  }
}
