import Diagnostics

/// One thing that a format reads, and the names under which records have it: the question as `query`, `question`,
/// `instruction` or `problem`.
///
/// Which name plays the role is decided once for an input, from its first records, so that a blank field in one record
/// never changes what is read in the next. A field that is mapped goes before all others.
struct FieldRole: Sendable {
  /// What it is, in words: "the question".
  let title: String
  /// The names, the usual one first.
  let keys: [String]

  init(_ title: String, _ keys: [String]) {
    self.title = title
    self.keys = keys
  }

  /// The names that do not play it where `key` does; none where no name does.
  func passedOver(by key: String?) -> [String] { key == nil ? [] : keys.filter { $0 != key } }

  /// The names whose fields hold something in this record; only the mapped ones where any is mapped.
  func filled(in fields: RecordFields) -> [String] { eligible(by: fields.map).filter { fields.isFilled($0) } }

  private func eligible(by map: FieldMap) -> [String] {
    if map.isEmpty { return keys }
    let mapped = keys.filter { map.source(of: $0) != nil }
    return mapped.isEmpty ? keys : mapped
  }

  /// The name that most of the records fill, the first of those that are equally frequent; a mapped one that none fills;
  /// `nil` where no record says.
  func usual(in records: [RecordFields]) -> String? {
    guard let map = records.first?.map else { return nil }
    let eligible = eligible(by: map)
    var counts = Array(repeating: 0, count: eligible.count)
    for fields in records {
      for (index, key) in eligible.enumerated() where fields.isFilled(key) { counts[index] += 1 }
    }
    let most = counts.max() ?? 0
    if most > 0, let index = counts.firstIndex(of: most) { return eligible[index] }
    return map.isEmpty || map.source(of: eligible[0]) == nil ? nil : eligible[0]
  }

  /// As `usual`, where a record must not fill two: both could be meant.
  ///
  /// - Throws: `records.ambiguous-fields`.
  func only(in records: [RecordFields]) throws -> String? {
    for fields in records {
      let filled = filled(in: fields)
      if filled.count > 1 { throw ambiguous(filled, in: fields) }
    }
    return usual(in: records)
  }

  /// Two filled fields of which either could be meant.
  func ambiguous(_ filled: [String], in fields: RecordFields, advice: [String] = []) -> TrainPackError {
    let pointers = filled.map { fields.pointer($0) }
    let choices = advice.isEmpty ? [self.advice(filled, in: fields)] : advice
    return TrainPackError(
      .recordsAmbiguousFields,
      "\(pointers.dropLast().joined(separator: ", ")) and \(pointers.last ?? "") could \(filled.count > 2 ? "each" : "both") be "
        + title,
      at: InputLocation(
        source: fields.root.location.source, line: fields.root.location.line, pointer: pointers.first),
      fix: "say which one is meant: \(choices.joined(separator: ", and "))")
  }

  /// The `--map` that chooses each of the fields.
  func advice(_ filled: [String], in fields: RecordFields) -> String {
    filled.map { "--map " + ShellWord.quoted("\(keys[0])=\(fields.name(of: $0))") }.joined(separator: " or ")
  }
}

extension RecordFields {
  /// Whether the field holds something: not null, no empty list or object, and no text of nothing but white space.
  func isFilled(_ key: String) -> Bool { value(key)?.isFilled ?? false }

  /// What the record calls the field, as `--map` takes it.
  func name(of key: String) -> String {
    guard let source = map.source(of: key) else { return key }
    if source.tokens.count == 1 { return String(decoding: source.tokens[0], as: UTF8.self) }
    return source.description
  }
}
