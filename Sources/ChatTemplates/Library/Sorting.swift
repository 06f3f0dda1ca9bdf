/// Python's `sorted`: stable, and counted.
enum Sorting {
  /// The positions of `keys` in sorted order.
  ///
  /// - Complexity: O(*n* log *n*) comparisons, each counted as a step.
  static func order(_ keys: [TemplateValue], isReversed: Bool, _ machine: Machine) throws -> [Int] {
    var order = Array(keys.indices)
    if isReversed { order.reverse() }
    try machine.build(items: keys.count)
    var buffer = order
    var width = 1
    while width < order.count {
      var start = 0
      while start < order.count {
        let middle = min(start + width, order.count)
        let end = min(middle + width, order.count)
        try merge(keys, order, &buffer, start, middle, end, machine)
        start = end
      }
      swap(&order, &buffer)
      width *= 2
    }
    if isReversed { order.reverse() }
    return order
  }

  private static func merge(
    _ keys: [TemplateValue], _ order: [Int], _ buffer: inout [Int], _ start: Int, _ middle: Int, _ end: Int,
    _ machine: Machine
  ) throws {
    var left = start
    var right = middle
    for place in start..<end {
      var takesRight = left >= middle
      if !takesRight && right < end {
        try machine.step()
        takesRight = try Comparison.isLess(keys[order[right]], keys[order[left]], "<", machine)
      }
      if takesRight {
        buffer[place] = order[right]
        right += 1
      } else {
        buffer[place] = order[left]
        left += 1
      }
    }
  }
}
