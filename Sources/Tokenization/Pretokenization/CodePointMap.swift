/// A byte for each code point, in two levels: pages of 256 that equal ones share.
struct CodePointMap: Sendable {
  /// For each 256 code points the page that holds their values.
  private let pageOf: [UInt16]
  /// All pages, one after another; the first is that of U+0000 to U+00FF.
  private let values: [UInt8]

  /// - Parameter runs: Pairs of a length and a value that cover the code points from 0.
  init(runs: [UInt32]) {
    var pageOf: [UInt16] = []
    var values: [UInt8] = []
    var uniformPages: [UInt8: UInt16] = [:]
    var page: [UInt8] = []
    pageOf.reserveCapacity(0x1100)
    func close() {
      if let first = page.first, page.allSatisfy({ $0 == first }) {
        if let shared = uniformPages[first] {
          pageOf.append(shared)
          page.removeAll(keepingCapacity: true)
          return
        }
        uniformPages[first] = UInt16(clamping: values.count >> 8)
      }
      pageOf.append(UInt16(clamping: values.count >> 8))
      values += page
      page.removeAll(keepingCapacity: true)
    }
    for index in stride(from: 0, to: runs.count - 1, by: 2) {
      var length = Int(runs[index])
      let value = UInt8(truncatingIfNeeded: runs[index + 1])
      while length > 0 {
        if page.isEmpty, length >= 256, let shared = uniformPages[value] {
          pageOf.append(shared)
          length -= 256
          continue
        }
        let taken = min(length, 256 - page.count)
        page.append(contentsOf: repeatElement(value, count: taken))
        length -= taken
        if page.count == 256 { close() }
      }
    }
    self.pageOf = pageOf
    self.values = values
  }

  /// A map with memory of its own: references to shared memory are counted, and workers that count the same ones at every
  /// text wait for each other.
  var copied: CodePointMap { CodePointMap(pageOf: pageOf.copied, values: values.copied) }

  private init(pageOf: [UInt16], values: [UInt8]) {
    self.pageOf = pageOf
    self.values = values
  }

  /// The value of a code point of ASCII.
  @inline(__always)
  func value(ofASCII byte: UInt8) -> UInt8 { values[Int(byte)] }

  /// The value of a code point.
  @inline(__always)
  func value(of codePoint: UInt32) -> UInt8 {
    values[Int(pageOf[Int(codePoint &>> 8)]) &<< 8 | Int(codePoint & 255)]
  }
}

extension Array where Element: BitwiseCopyable {
  /// The same elements in memory of their own.
  var copied: [Element] { withUnsafeBufferPointer { Array($0) } }
}
