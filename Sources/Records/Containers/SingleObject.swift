import Diagnostics
import StrictJSON

/// Tells what a text that is one JSON object holds: one record, records by key, or a list of records.
///
/// - *Records by key* (`{"21645374": {…}, …}`): the values of the first two members are objects that have a field name in
///   common; or there is one member, and it is an object with fields.
/// - *A list of records* (`{"data": [{…}, …]}`): the first member that is a list of objects has one of the names of
///   `JSONWrapper.listNames`. A second such list is refused when it is met.
/// - Otherwise the object is one record, but for one case: when all its members are objects and the first two have no field
///   in common, either reading could be meant, which is an error.
struct SingleObject {
  enum Content {
    case record
    case members
    /// The list's opening bracket ends at this offset.
    case list(Int)
  }

  private struct Member {
    var key: Range<Int>
    var value: Range<Int>
  }

  let text: [UInt8]
  /// The object's opening bracket.
  let start: Int

  /// - Throws: `records.ambiguous-container`.
  func content(in name: String) throws -> Content {
    let members = firstMembers
    guard let first = members.first else { return .record }
    if isObject(first.value) {
      let names = fieldNames(of: first.value)
      if members.count == 1 { return names.isEmpty ? .record : .members }
      if isObject(members[1].value), !names.isDisjoint(with: fieldNames(of: members[1].value)) { return .members }
      if members.allSatisfy({ isObject($0.value) }) { throw ambiguous(members, in: name) }
    }
    guard let list = members.first(where: { isListOfObjects($0.value) }) else { return .record }
    let key = text[list.key].dropFirst().dropLast()
    let isNamed = JSONWrapper.listNames.contains { key.elementsEqual($0) }
    return isNamed ? .list(list.value.lowerBound + 1) : .record
  }

  /// The members whose values begin in the text.
  private var firstMembers: [Member] {
    var members: [Member] = []
    var at = start + 1
    while let keyStart = significant(from: at), text[keyStart] == 0x22 || text[keyStart] == 0x2C {
      if text[keyStart] == 0x2C {
        at = keyStart + 1
        continue
      }
      var scan = JSONValueScan()
      guard case .end(let keyEnd) = scan.advance(text, from: keyStart), let colon = significant(from: keyEnd),
        text[colon] == 0x3A, let valueStart = significant(from: colon + 1)
      else { break }
      scan = JSONValueScan()
      let valueEnd: Int
      if case .end(let end) = scan.advance(text, from: valueStart) { valueEnd = end } else { valueEnd = text.count }
      members.append(Member(key: keyStart..<keyEnd, value: valueStart..<max(valueStart, valueEnd)))
      at = max(valueEnd, valueStart + 1)
    }
    return members
  }

  private func significant(from offset: Int) -> Int? {
    var at = offset
    while at < text.count {
      switch text[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return at
      }
    }
    return nil
  }

  private func isObject(_ value: Range<Int>) -> Bool { !value.isEmpty && text[value.lowerBound] == 0x7B }

  private func isListOfObjects(_ value: Range<Int>) -> Bool {
    guard !value.isEmpty, text[value.lowerBound] == 0x5B, let next = significant(from: value.lowerBound + 1) else {
      return false
    }
    return text[next] == 0x7B
  }

  /// The raw field names of an object, as far as they lie in the text.
  private func fieldNames(of value: Range<Int>) -> Set<[UInt8]> {
    Set(SingleObject(text: text, start: value.lowerBound).firstMembers.map { Array(text[$0.key]) })
  }

  private func ambiguous(_ members: [Member], in name: String) -> TrainPackError {
    let file = name == "standard input" ? "FILE" : ShellWord.quoted(name)
    let keys = members.prefix(2).map { VisibleBytes.text(text[$0.key].prefix(60)) }
    return TrainPackError(
      .recordsAmbiguousContainer, "the file is one JSON object of objects that have no field in common",
      at: InputLocation(source: name, line: 1),
      details: ["its first members: \(keys.joined(separator: " and "))"],
      fix: "if each member is a record, write jq -c '.[]' \(file) > records.jsonl; if the whole is one record, "
        + "jq -c . \(file) > record.jsonl, with a second record below")
  }
}
