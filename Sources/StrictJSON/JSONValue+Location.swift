internal import CSIMDJSON
import Diagnostics

extension JSONValue {
  /// The way from the document's value to this one.
  ///
  /// - Complexity: O(*n*) in the values that stand beside the way; meant for messages.
  public var pointer: JSONPointer {
    var pointer = JSONPointer()
    var at = 0
    while at != index {
      let node = storage.nodes[at]
      let isObject = node.kind == csimdjson_object
      guard isObject || node.kind == csimdjson_array else { return pointer }
      var child = at + 1
      var position = 0
      while child < Int(node.next) {
        let value = isObject ? child + 1 : child
        if value >= storage.nodes.count { return pointer }
        let next = Int(storage.nodes[value].next)
        if index < next {
          let key = JSONValue(storage: storage, index: child)
          pointer = isObject ? pointer.appending(key: key.utf8 ?? []) : pointer.appending(position: position)
          // A key has no pointer of its own; it is placed by its value.
          if index == child && isObject { return pointer }
          at = value
          break
        }
        child = next
        position += 1
      }
      if child >= Int(node.next) { return pointer }
    }
    return pointer
  }

  /// Where the value stands: line, column, byte and pointer.
  public var location: InputLocation {
    var location = SourcePlace(source: storage.source, range: storage.range, start: storage.location)
      .location(at: Int(node.start))
    location.pointer = pointer.description
    return location
  }
}
