#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Floats to a given precision, as the C library prints them.
extension PythonNumber {
  /// The most digits after the point that a format may ask for.
  static let maximumPrecision = 10_000

  /// - Parameters:
  ///   - style: `e`, `f` or `g`, in either case.
  ///   - precision: At most `maximumPrecision`.
  static func formatted(_ value: Double, style: UInt8, precision: Int, alternate: Bool = false) -> String {
    let mark = String(Character(Unicode.Scalar(style)))
    let format = alternate ? "%#.*" + mark : "%.*" + mark
    // A double has at most 309 digits before the point.
    let bounded = Int32(clamping: min(max(precision, 0), maximumPrecision))
    var buffer = [CChar](repeating: 0, count: Int(bounded) + 400)
    let written = buffer.withUnsafeMutableBufferPointer { buffer in
      withVaList([bounded, value]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
    }
    let count = min(max(Int(written), 0), buffer.count)
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
