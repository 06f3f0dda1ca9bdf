import CTextScan

extension Span<UInt8> {
  /// The first place from `start` on with this byte, which is looked for in blocks; `nil` for none.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    let found = extracting(start..<count).withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { start &+ Int(ctextscan_find_either($0, Int64(bytes.count), byte, byte)) }
    }
    return found == count ? nil : found
  }
}
