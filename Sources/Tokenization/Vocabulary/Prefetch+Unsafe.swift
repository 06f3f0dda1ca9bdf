import CTextScan

extension Array where Element: BitwiseCopyable {
  /// Asks for the cache line of an element ahead of its use.
  @inline(__always)
  func prefetch(_ index: Int) {
    withUnsafeBufferPointer { elements in
      if let start = elements.baseAddress { ctextscan_prefetch(start + index) }
    }
  }
}
