/// The filter `round`.
enum Rounding {
  @Sendable static func filter(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("round", ["precision", "method"])
    let precision = try bound.integer(0, default: 0)
    let method = try bound.string(1)?.description ?? "common"
    guard ["common", "ceil", "floor"].contains(method) else {
      throw TemplateFailure.value("method must be common, ceil or floor")
    }
    guard let number = value.number else {
      if case .undefined(let undefined) = value { throw TemplateFailure.undefined(undefined) }
      throw TemplateFailure.type("type \(value.typeName) doesn't define __round__ method")
    }
    if method == "common" { return try rounded(number, precision) }
    let scale = try Arithmetic.apply(.power, .integer(10), .integer(precision), machine)
    let scaled = try Arithmetic.apply(.multiply, value, scale, machine).number?.double ?? 0
    guard scaled.isFinite else { throw TemplateFailure.value("cannot convert float infinity or NaN to integer") }
    let whole = scaled.rounded(method == "ceil" ? .up : .down)
    // Python holds the whole number as an integer, which has no negative zero.
    return .float((whole == 0 ? 0 : whole) / (scale.number?.double ?? 1))
  }

  /// Python's `round(number, precision)`: to even in the middle.
  private static func rounded(_ number: Number, _ precision: Int) throws -> TemplateValue {
    switch number {
    case .integer(let value): return .integer(precision >= 0 ? value : try rounded(value, places: precision))
    case .float(let value):
      if !value.isFinite || precision > 323 { return .float(value) }
      if precision < -308 { return .float(value.sign == .minus ? -0.0 : 0) }
      if precision >= 0 {
        let text = PythonNumber.formatted(value, style: UInt8(ascii: "f"), precision: precision)
        return .float(Double(text) ?? value)
      }
      guard let scale = Double("1e\(-precision)") else { return .float(value) }
      return .float((value / scale).rounded(.toNearestOrEven) * scale)
    }
  }

  private static func rounded(_ value: Int, places precision: Int) throws -> Int {
    if precision < -18 { return 0 }
    var scale = 1
    for _ in 0..<(-precision) { scale *= 10 }
    let rest = value % scale
    let base = value - rest
    let half = scale / 2
    let isOdd = (base / scale) & 1 != 0
    if rest.magnitude < UInt(half) || (rest.magnitude == UInt(half) && !isOdd) { return base }
    let (result, overflows) = base.addingReportingOverflow(value < 0 ? -scale : scale)
    if overflows { throw TemplateFailure.integerOverflow("round") }
    return result
  }
}

/// The filter `filesizeformat`.
enum FileSize {
  @Sendable static func filter(
    _ value: TemplateValue, _ arguments: Arguments, _ machine: Machine
  ) throws -> TemplateValue {
    let bound = try arguments.bind("filesizeformat", ["binary"])
    let isBinary = try bound.flag(0, machine)
    let size: Double
    switch value {
    case .string(let text):
      guard let number = PythonNumber.float(text.utf8) else {
        throw TemplateFailure.value("could not convert string to float: '\(text.description)'")
      }
      size = number
    case .undefined(let undefined): throw TemplateFailure.undefined(undefined)
    default:
      guard let number = value.number else {
        throw TemplateFailure.type("float() argument must be a string or a real number, not '\(value.typeName)'")
      }
      size = number.double
    }
    return try machine.string(try text(size, isBinary: isBinary))
  }

  private static func text(_ size: Double, isBinary: Bool) throws -> String {
    let base = isBinary ? 1024.0 : 1000.0
    let marks = isBinary ? "i" : ""
    if size == 1 { return "1 Byte" }
    if size < base {
      guard let whole = Int(exactly: size.rounded(.towardZero)) else {
        throw TemplateFailure.integerOverflow("filesizeformat")
      }
      return "\(whole) Bytes"
    }
    if size.isNaN { throw TemplateFailure.value("cannot convert float NaN to integer") }
    var unit = base
    var shown = ""
    for letter in [isBinary ? "K" : "k", "M", "G", "T", "P", "E", "Z", "Y"] {
      unit *= base
      shown = PythonNumber.formatted(base * size / unit, style: UInt8(ascii: "f"), precision: 1) + " \(letter)\(marks)B"
      if size < unit { return shown }
    }
    return shown
  }
}
