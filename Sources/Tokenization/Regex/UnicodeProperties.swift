/// The classes of characters that patterns name, with the Unicode version of the reference libraries.
struct UnicodeProperties: Sendable {
  static let shared = UnicodeProperties()

  private let categories: [[UInt8]: CodePointSet]
  private let scripts: [[UInt8]: CodePointSet]
  private let properties: [[UInt8]: CodePointSet]
  /// For each character that has a case the characters that match it where case is ignored, itself among them.
  private let caseSets: [UInt32: [UInt32]]
  private let casedCharacters: CodePointSet
  /// The characters that fold to several, and what they fold to.
  let severalFolds: [UInt32: [UInt32]]

  private init() {
    typealias Tables = UnicodePropertyTables
    categories = Self.withGroups(Self.partition(Tables.categories, names: Tables.categoryNames))
    scripts = Self.partition(Tables.scripts, names: Tables.scriptNames)
    properties = Self.ranges(Tables.properties, names: Tables.propertyNames)
    var caseSets: [UInt32: [UInt32]] = [:]
    var numbers = CompactNumbers.decode(Tables.caseSets)[...]
    while let count = numbers.popFirst() {
      let members = Array(numbers.prefix(Int(count)))
      for member in members { caseSets[member] = members }
      numbers = numbers.dropFirst(Int(count))
    }
    self.caseSets = caseSets
    casedCharacters = CodePointSet(ascending: caseSets.keys.sorted().map { $0..<$0 + 1 })
    var severalFolds: [UInt32: [UInt32]] = [:]
    numbers = CompactNumbers.decode(Tables.severalFolds)[...]
    while let character = numbers.popFirst(), let count = numbers.popFirst() {
      severalFolds[character] = Array(numbers.prefix(Int(count)))
      numbers = numbers.dropFirst(Int(count))
    }
    self.severalFolds = severalFolds
  }

  /// A general category or a group of them, by its short or long name in small letters without `_`.
  func category(_ name: [UInt8]) -> CodePointSet? { categories[name] }

  /// A script by its name in small letters without `_`.
  func script(_ name: [UInt8]) -> CodePointSet? { scripts[name] }

  /// A property that says yes or no, by its name in small letters without `_`.
  func property(_ name: [UInt8]) -> CodePointSet? { properties[name] }

  func category(_ name: StaticString) -> CodePointSet { categories[Array(name.description.utf8)] ?? .empty }
  func property(_ name: StaticString) -> CodePointSet { properties[Array(name.description.utf8)] ?? .empty }

  /// The characters that match `character` where case is ignored, itself among them.
  func ignoringCase(_ character: UInt32) -> [UInt32] { caseSets[character] ?? [character] }

  /// The characters that match one of `set` where case is ignored.
  func ignoringCase(_ set: CodePointSet) -> CodePointSet {
    var members: Set<UInt32> = []
    for range in set.intersection(casedCharacters).ranges {
      for character in range { members.formUnion(ignoringCase(character)) }
    }
    return set.union(CodePointSet(ascending: members.sorted().map { $0..<$0 + 1 }))
  }

  /// The named sets that runs of (length, index of the name) divide all code points into.
  private static func partition(_ runs: StaticString, names: StaticString) -> [[UInt8]: CodePointSet] {
    let names = split(names)
    var ranges = [[Range<UInt32>]](repeating: [], count: names.count)
    let numbers = CompactNumbers.decode(runs)
    var start: UInt32 = 0
    for position in stride(from: 0, to: numbers.count - 1, by: 2) {
      let end = start + numbers[position]
      if Int(numbers[position + 1]) < ranges.count { ranges[Int(numbers[position + 1])].append(start..<end) }
      start = end
    }
    return named(ranges.map { CodePointSet(ascending: $0) }, names)
  }

  /// The named sets of ranges that each give their distance from the one before and their length.
  private static func ranges(_ table: StaticString, names: StaticString) -> [[UInt8]: CodePointSet] {
    var numbers = CompactNumbers.decode(table)[...]
    var sets: [CodePointSet] = []
    while let count = numbers.popFirst() {
      var ranges: [Range<UInt32>] = []
      var end: UInt32 = 0
      for _ in 0..<count {
        guard let distance = numbers.popFirst(), let length = numbers.popFirst() else { break }
        ranges.append(end + distance..<end + distance + length)
        end += distance + length
      }
      sets.append(CodePointSet(ascending: ranges))
    }
    return named(sets, split(names))
  }

  private static func split(_ names: StaticString) -> [[[UInt8]]] {
    names.description.utf8.split(separator: UInt8(ascii: " ")).map { name in
      name.split(separator: UInt8(ascii: ":")).map { PropertyName.folded(Array($0)) }
    }
  }

  private static func named(_ sets: [CodePointSet], _ names: [[[UInt8]]]) -> [[UInt8]: CodePointSet] {
    var result: [[UInt8]: CodePointSet] = [:]
    for (set, names) in zip(sets, names) {
      for name in names { result[name] = set }
    }
    return result
  }

  /// Adds the groups of categories and the long names.
  private static func withGroups(_ categories: [[UInt8]: CodePointSet]) -> [[UInt8]: CodePointSet] {
    var result = categories
    for (name, parts) in groups {
      result[Array(name.utf8)] = parts.split(separator: " ").reduce(.empty) { union, part in
        union.union(categories[Array(part.utf8)] ?? .empty)
      }
    }
    return result
  }

  /// The groups and the long names, each with the categories that it holds.
  ///
  /// - Source: `PropertyValueAliases.txt` of the Unicode Character Database.
  private static let groups: [(name: String, parts: String)] = [
    ("l", "ll lm lo lt lu"), ("letter", "ll lm lo lt lu"), ("lc", "ll lt lu"), ("casedletter", "ll lt lu"),
    ("m", "mc me mn"), ("mark", "mc me mn"), ("combiningmark", "mc me mn"), ("n", "nd nl no"), ("number", "nd nl no"),
    ("p", "pc pd pe pf pi po ps"), ("punctuation", "pc pd pe pf pi po ps"), ("s", "sc sk sm so"),
    ("symbol", "sc sk sm so"), ("z", "zl zp zs"), ("separator", "zl zp zs"), ("c", "cc cf cn co"),
    ("other", "cc cf cn co"), ("uppercaseletter", "lu"), ("lowercaseletter", "ll"), ("titlecaseletter", "lt"),
    ("modifierletter", "lm"), ("otherletter", "lo"), ("nonspacingmark", "mn"), ("spacingmark", "mc"),
    ("enclosingmark", "me"), ("decimalnumber", "nd"), ("letternumber", "nl"), ("othernumber", "no"),
    ("connectorpunctuation", "pc"), ("dashpunctuation", "pd"), ("openpunctuation", "ps"), ("closepunctuation", "pe"),
    ("initialpunctuation", "pi"), ("finalpunctuation", "pf"), ("otherpunctuation", "po"), ("mathsymbol", "sm"),
    ("currencysymbol", "sc"), ("modifiersymbol", "sk"), ("othersymbol", "so"), ("spaceseparator", "zs"),
    ("lineseparator", "zl"), ("paragraphseparator", "zp"), ("control", "cc"), ("format", "cf"), ("privateuse", "co"),
    ("unassigned", "cn"),
  ]
}

/// How the name of a property is compared: small letters, without `_`, `-` and spaces.
enum PropertyName {
  static func folded(_ name: [UInt8]) -> [UInt8] {
    name.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }
}
