#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Python's arithmetic, on integers of 64 bits.
enum Arithmetic {
  static func apply(
    _ operation: ArithmeticOperator, _ left: TemplateValue, _ right: TemplateValue, _ machine: Machine
  ) throws -> TemplateValue {
    if let first = left.number, let second = right.number { return try numbers(operation, first, second) }
    switch (operation, left, right) {
    case (.modulo, .string(let format), _):
      return .string(try PrintfFormat.format(format, with: right, machine))
    case (_, .undefined(let undefined), _), (_, _, .undefined(let undefined)):
      throw TemplateFailure.undefined(undefined)
    case (.add, .string(let first), .string(let second)): return .string(try joined(first, second, machine))
    case (.add, .list(let first), .list(let second))
    where first.isOrdered && second.isOrdered && first.isTuple == second.isTuple:
      try machine.build(items: first.items.count + second.items.count)
      return try machine.list(first.items + second.items, first.isTuple ? .tuple : .list)
    case (.multiply, .string(let text), _):
      if let count = right.count { return .string(try repeated(text, count, machine)) }
    case (.multiply, _, .string(let text)):
      if let count = left.count { return .string(try repeated(text, count, machine)) }
    case (.multiply, .list(let list), _) where list.isOrdered:
      if let count = right.count { return try repeated(list, count, machine) }
    case (.multiply, _, .list(let list)) where list.isOrdered:
      if let count = left.count { return try repeated(list, count, machine) }
    case (.subtract, .list(let first), .list(let second)) where first.isSet && second.isSet:
      throw TemplateFailure.unsupported("arithmetic on the views of dictionaries is not supported")
    default: break
    }
    throw TemplateFailure.type(
      "unsupported operand type(s) for \(operation.rawValue): '\(left.typeName)' and '\(right.typeName)'")
  }

  static func apply(sign: ArithmeticOperator, _ value: TemplateValue) throws -> TemplateValue {
    switch value.number {
    case .integer(let number)?:
      if sign == .add { return .integer(number) }
      let (result, overflows) = 0.subtractingReportingOverflow(number)
      if overflows { throw TemplateFailure.integerOverflow("-") }
      return .integer(result)
    case .float(let number)?: return .float(sign == .add ? number : -number)
    case nil:
      if case .undefined(let undefined) = value { throw TemplateFailure.undefined(undefined) }
      throw TemplateFailure.type("bad operand type for unary \(sign.rawValue): '\(value.typeName)'")
    }
  }

  // MARK: Numbers

  private static func numbers(
    _ operation: ArithmeticOperator, _ left: Number, _ right: Number
  ) throws -> TemplateValue {
    if case .integer(let first) = left, case .integer(let second) = right {
      return try integers(operation, first, second)
    }
    let (first, second) = (left.double, right.double)
    switch operation {
    case .add: return .float(first + second)
    case .subtract: return .float(first - second)
    case .multiply: return .float(first * second)
    case .power: return try power(first, second)
    case .divide:
      if second == 0 { throw TemplateFailure.value("float division by zero") }
      return .float(first / second)
    case .floorDivide:
      if second == 0 { throw TemplateFailure.value("float floor division by zero") }
      return .float(floorDivision(first, second).quotient)
    case .modulo:
      if second == 0 { throw TemplateFailure.value("float modulo") }
      return .float(floorDivision(first, second).remainder)
    }
  }

  /// Source: `float_divmod` in CPython `floatobject.c`.
  private static func floorDivision(_ first: Double, _ second: Double) -> (quotient: Double, remainder: Double) {
    var remainder = fmod(first, second)
    var quotient = (first - remainder) / second
    if remainder != 0 {
      if (second < 0) != (remainder < 0) {
        remainder += second
        quotient -= 1
      }
    } else {
      remainder = Double(signOf: second, magnitudeOf: 0.0)
    }
    if quotient != 0 {
      let whole = quotient.rounded(.down)
      quotient = quotient - whole > 0.5 ? whole + 1 : whole
    } else {
      quotient = Double(signOf: first / second, magnitudeOf: 0.0)
    }
    return (quotient, remainder)
  }

  private static func integers(_ operation: ArithmeticOperator, _ first: Int, _ second: Int) throws -> TemplateValue {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = first.addingReportingOverflow(second)
    case .subtract: result = first.subtractingReportingOverflow(second)
    case .multiply: result = first.multipliedReportingOverflow(by: second)
    case .divide:
      if second == 0 { throw TemplateFailure.value("division by zero") }
      return .float(Double(first) / Double(second))
    case .floorDivide:
      if second == 0 { throw TemplateFailure.value("integer division or modulo by zero") }
      result = first.dividedReportingOverflow(by: second)
      if !result.overflow && first % second != 0 && (first < 0) != (second < 0) {
        return .integer(result.partialValue - 1)
      }
    case .modulo:
      if second == 0 { throw TemplateFailure.value("integer modulo by zero") }
      if second == -1 { return .integer(0) }
      let remainder = first % second
      return .integer(remainder != 0 && (remainder < 0) != (second < 0) ? remainder + second : remainder)
    case .power:
      if second < 0 {
        if first == 0 { throw TemplateFailure.value("0.0 cannot be raised to a negative power") }
        return try power(Double(first), Double(second))
      }
      return .integer(try power(first, second))
    }
    if result.overflow { throw TemplateFailure.integerOverflow("'\(operation.rawValue)'") }
    return .integer(result.partialValue)
  }

  private static func power(_ base: Int, _ exponent: Int) throws -> Int {
    if base == 0 || base == 1 { return exponent == 0 ? 1 : base }
    if base == -1 { return exponent & 1 == 0 ? 1 : -1 }
    if exponent > 64 { throw TemplateFailure.integerOverflow("'**'") }
    var result = 1
    for _ in 0..<exponent {
      let (product, overflows) = result.multipliedReportingOverflow(by: base)
      if overflows { throw TemplateFailure.integerOverflow("'**'") }
      result = product
    }
    return result
  }

  private static func power(_ base: Double, _ exponent: Double) throws -> TemplateValue {
    if base == 0 && exponent < 0 { throw TemplateFailure.value("0.0 cannot be raised to a negative power") }
    if base < 0 && base.isFinite && exponent.isFinite && exponent != exponent.rounded() {
      throw TemplateFailure.unsupported("complex numbers are not supported")
    }
    let result = pow(base, exponent)
    if result.isInfinite && base.isFinite && exponent.isFinite {
      throw TemplateFailure.value("(34, 'Numerical result out of range')")
    }
    return .float(result)
  }

  // MARK: Text and sequences

  static func joined(
    _ first: TemplateString, _ second: TemplateString, _ machine: Machine
  ) throws -> TemplateString {
    let isMarkup = first.isMarkup || second.isMarkup
    let left = isMarkup ? try HTMLText.escaped(first, machine) : first
    let right = isMarkup ? try HTMLText.escaped(second, machine) : second
    try machine.build(left.size.saturatingAdd(right.size))
    var builder = TextBuilder()
    builder.reserveCapacity(left.byteCount + right.byteCount)
    builder.append(left)
    builder.append(right)
    return builder.string(isMarkup: isMarkup)
  }

  static func repeated(_ text: TemplateString, _ count: Int, _ machine: Machine) throws -> TemplateString {
    if count <= 0 || text.isEmpty { return TemplateString.empty.asMarkup(text.isMarkup) }
    let (size, isTooLarge) = text.byteCount.multipliedReportingOverflow(by: count)
    let (spans, hasTooManySpans) = text.copy.spans.count.multipliedReportingOverflow(by: count)
    if isTooLarge || hasTooManySpans { throw machine.outOfBytes() }
    try machine.build(size)
    try machine.build(items: spans)
    try machine.step(count >> 3)
    var builder = TextBuilder()
    builder.reserveCapacity(size)
    for _ in 0..<count { builder.append(text) }
    return builder.string(isMarkup: text.isMarkup)
  }

  private static func repeated(_ list: TemplateList, _ count: Int, _ machine: Machine) throws -> TemplateValue {
    if count <= 0 || list.items.isEmpty { return .list(TemplateList([], kind: list.isTuple ? .tuple : .list)) }
    let (size, isTooLarge) = list.items.count.multipliedReportingOverflow(by: count)
    if isTooLarge { throw machine.outOfBytes() }
    if size > machine.limits.maximumTemplateRange {
      throw TemplateFailure.limit(
        "items in a repeated sequence", value: machine.limits.maximumTemplateRange, met: size,
        flag: nil)
    }
    try machine.build(items: size)
    var items: [TemplateValue] = []
    items.reserveCapacity(size)
    for _ in 0..<count { items += list.items }
    return try machine.list(items, list.isTuple ? .tuple : .list)
  }
}

extension TemplateValue {
  /// The integer, where the value is one: how often to repeat.
  fileprivate var count: Int? {
    if case .integer(let value)? = number { return value }
    return nil
  }
}

extension TemplateList {
  /// Whether Python treats it as a set: a dictionary's keys or items.
  fileprivate var isSet: Bool { kind == .keys || kind == .items }
}
