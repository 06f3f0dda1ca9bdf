import Diagnostics

/// The metadata of a GGUF file: named values, which stand before its tensors.
struct GGUFMetadata {
  /// The type of a value, by its number in the file.
  enum ValueType: UInt64 {
    case uint8 = 0
    case int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// How many bytes one takes, at least.
    var byteCount: Int {
      switch self {
      case .uint8, .int8, .bool: 1
      case .uint16, .int16: 2
      case .uint32, .int32, .float32: 4
      case .uint64, .int64, .float64, .string: 8
      case .array: 12
      }
    }
  }

  /// A value, which stays in the file's bytes.
  struct Value {
    var type: ValueType
    /// Where the value stands; of an array its elements, of a string its bytes.
    var range: Range<Int>
    /// Of an array: the type of its elements, and how many.
    var elementType: ValueType?
    var count = 0
  }

  /// Deeper arrays of arrays are refused.
  static let maximumDepth = 4
  static let maximumKeyBytes = 65_535

  let path: String
  private let bytes: [UInt8]
  private var values: [[UInt8]: Value] = [:]
  /// How many bytes the header and the metadata take.
  private(set) var endOffset = 0

  /// Reads the metadata of a file's front.
  ///
  /// - Parameter fileCount: How many bytes the whole file has; no count in it can ask for more.
  /// - Throws: `vocabulary.corrupt-gguf`, `vocabulary.unsupported-format` for another version or byte order.
  /// - Complexity: O(*n*) in the bytes of the metadata.
  init(_ bytes: [UInt8], path: String, fileCount: Int? = nil) throws {
    self.path = path
    self.bytes = bytes
    do {
      try read(fileCount: fileCount ?? bytes.count)
    } catch let damage as GGUFReader.Damage {
      throw Self.corrupt(damage.reason, path: path, at: damage.offset)
    }
  }

  /// How much of a file's front the metadata takes.
  enum Extent {
    case complete(Int)
    /// More of the file is needed.
    case unfinished
  }

  /// Looks how far the metadata reaches in the front of a file; damage is left for reading to find.
  static func extent(of bytes: [UInt8], fileCount: Int) -> Extent {
    var metadata = GGUFMetadata(bytes)
    do {
      try metadata.read(fileCount: fileCount)
      return .complete(metadata.endOffset)
    } catch let damage as GGUFReader.Damage {
      return damage.isEnd ? .unfinished : .complete(bytes.count)
    } catch {
      return .complete(bytes.count)
    }
  }

  private init(_ bytes: [UInt8]) {
    path = ""
    self.bytes = bytes
  }

  static func corrupt(_ reason: String, path: String, at offset: Int? = nil) -> TrainPackError {
    TrainPackError(
      .vocabularyCorruptGGUF, "damaged GGUF file: \(reason)", at: InputLocation(source: path, byteOffset: offset),
      fix: "fetch the file again and compare its sha256 with the publisher's")
  }

  private mutating func read(fileCount: Int) throws {
    // Bound to a local, so that what is read can be kept meanwhile.
    let bytes = bytes
    let span = bytes.span
    var reader = GGUFReader(count: bytes.count)
    try reader.skip(4)
    try checkVersion(reader.integer(span, byteCount: 4))
    _ = try reader.integer(span, byteCount: 8)
    // A key of no bytes, its type and a value of one byte.
    let count = try reader.size(span, of: "values", byteCount: 13, fileCount: fileCount)
    for _ in 0..<count {
      let start = reader.position
      let key = try reader.string(span, fileCount: fileCount)
      guard key.count <= Self.maximumKeyBytes else {
        throw GGUFReader.Damage(offset: start, reason: "a name has \(key.count) bytes")
      }
      let type = try Self.type(&reader, span)
      let value = try Self.value(of: type, &reader, span, fileCount: fileCount, depth: 0)
      guard values.updateValue(value, forKey: Array(bytes[key])) == nil else {
        throw GGUFReader.Damage(offset: start, reason: "the name \(quoted(bytes[key])) stands twice")
      }
    }
    endOffset = reader.position
  }

  private func checkVersion(_ version: UInt64) throws {
    if version == 2 || version == 3 { return }
    let isSwapped = [2, 3].contains(UInt32(truncatingIfNeeded: version).byteSwapped)
    throw TrainPackError(
      .vocabularyUnsupportedFormat,
      isSwapped
        ? "a GGUF file in big-endian byte order; TrainPack reads little-endian files"
        : "a GGUF file of version \(version); TrainPack reads the versions 2 and 3",
      at: InputLocation(source: path, byteOffset: 4),
      fix: "convert the model again with a current llama.cpp\(isSwapped ? " on a little-endian machine" : "")")
  }

  private static func type(_ reader: inout GGUFReader, _ bytes: Span<UInt8>) throws(GGUFReader.Damage) -> ValueType {
    let start = reader.position
    let number = try reader.integer(bytes, byteCount: 4)
    guard let type = ValueType(rawValue: number) else {
      throw GGUFReader.Damage(offset: start, reason: "a value has the unknown type \(number)")
    }
    return type
  }

  private static func value(
    of type: ValueType, _ reader: inout GGUFReader, _ bytes: Span<UInt8>, fileCount: Int, depth: Int
  ) throws(GGUFReader.Damage) -> Value {
    let start = reader.position
    switch type {
    case .string:
      return Value(type: type, range: try reader.string(bytes, fileCount: fileCount))
    case .array:
      guard depth < maximumDepth else {
        throw GGUFReader.Damage(offset: start, reason: "arrays are nested more than \(maximumDepth) deep")
      }
      let element = try Self.type(&reader, bytes)
      let count = try reader.size(bytes, of: "elements", byteCount: element.byteCount, fileCount: fileCount)
      let first = reader.position
      switch element {
      case .string: for _ in 0..<count { _ = try reader.string(bytes, fileCount: fileCount) }
      case .array:
        for _ in 0..<count { _ = try value(of: element, &reader, bytes, fileCount: fileCount, depth: depth + 1) }
      default: try reader.skip(count * element.byteCount)
      }
      return Value(type: type, range: first..<reader.position, elementType: element, count: count)
    default:
      try reader.skip(type.byteCount)
      return Value(type: type, range: start..<reader.position)
    }
  }

  // MARK: Values

  private func wrong(_ key: String, _ what: String, _ value: Value) -> TrainPackError {
    Self.corrupt("\(key) is no \(what)", path: path, at: value.range.lowerBound)
  }

  private func value(_ key: String) -> Value? { values[Array(key.utf8)] }

  func has(_ key: String) -> Bool { value(key) != nil }

  /// The bytes of a string.
  func string(_ key: String) throws -> ArraySlice<UInt8>? {
    guard let value = value(key) else { return nil }
    guard value.type == .string else { throw wrong(key, "string", value) }
    return self[value.range]
  }

  func flag(_ key: String) throws -> Bool? {
    guard let value = value(key) else { return nil }
    guard value.type == .bool else { throw wrong(key, "truth value", value) }
    return bytes[value.range.lowerBound] != 0
  }

  /// A number that is not negative.
  func unsigned(_ key: String) throws -> UInt64? {
    guard let value = value(key) else { return nil }
    switch value.type {
    case .uint8, .uint16, .uint32, .uint64: return bits(value.range)
    case .int8, .int16, .int32, .int64:
      let shift = UInt64(64 - 8 * value.range.count)
      let signed = Int64(bitPattern: bits(value.range) << shift) >> Int64(shift)
      guard signed >= 0 else { throw wrong(key, "number from 0", value) }
      return UInt64(signed)
    default: throw wrong(key, "whole number", value)
    }
  }

  private func bits(_ range: Range<Int>) -> UInt64 {
    range.reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
  }

  /// The strings of an array, each as the range of its bytes.
  func strings(_ key: String) throws -> [Range<Int>]? {
    guard let value = value(key) else { return nil }
    guard value.type == .array, value.elementType == .string else { throw wrong(key, "array of strings", value) }
    var reader = GGUFReader(count: bytes.count)
    reader.move(to: value.range.lowerBound)
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(value.count)
    do {
      for _ in 0..<value.count { ranges.append(try reader.string(bytes.span, fileCount: bytes.count)) }
    } catch {
      throw Self.corrupt(error.reason, path: path, at: error.offset)
    }
    return ranges
  }

  /// The elements of an array of 32-bit numbers, as their bits, and whether they are floats.
  func words(_ key: String) throws -> (bits: [UInt32], areFloats: Bool)? {
    guard let value = value(key) else { return nil }
    guard value.type == .array, let type = value.elementType, type == .int32 || type == .float32 || type == .uint32
    else { throw wrong(key, "array of 32-bit numbers", value) }
    let raw = bytes.span.bytes
    let words = (0..<value.count).map { index in
      UInt32(
        littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: value.range.lowerBound + 4 * index, as: UInt32.self))
    }
    return (words, type == .float32)
  }

  /// The bytes of an array of bytes.
  func data(_ key: String) throws -> ArraySlice<UInt8>? {
    guard let value = value(key) else { return nil }
    guard value.type == .array, value.elementType == .uint8 || value.elementType == .int8 else {
      throw wrong(key, "array of bytes", value)
    }
    return bytes[value.range]
  }

  /// A string of an array, which ends at a NUL, as llama.cpp reads it.
  subscript(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range].prefix { $0 != 0 } }
}
