/// Numbers written as text, for generated tables: base-64 digits of five bits each, lowest first, whose sixth bit says
/// that more follow.
enum CompactNumbers {
  /// Returns the numbers in `text`.
  static func decode(_ text: StaticString) -> [UInt32] {
    var valueOf = [UInt32](repeating: 0, count: 256)
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, digit) in digits.utf8.enumerated() { valueOf[Int(digit)] = UInt32(value) }
    return text.withUTF8Buffer { bytes in
      var numbers: [UInt32] = []
      numbers.reserveCapacity(bytes.count / 2)
      var number: UInt32 = 0
      var shift: UInt32 = 0
      for byte in bytes {
        let digit = valueOf[Int(byte)]
        number |= (digit & 31) << shift
        if digit & 32 != 0 {
          shift += 5
        } else {
          numbers.append(number)
          number = 0
          shift = 0
        }
      }
      return numbers
    }
  }
}
