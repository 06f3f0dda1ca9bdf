import CTextScan

/// The bytes with which tokens start, to find the next of them in a text.
struct AddedTokenStarts: Sendable {
  /// For each byte whether any token starts with it.
  private let startsToken: [Bool]
  /// Where there are no more than two such bytes these, and a text is looked through in blocks.
  private let few: (UInt8, UInt8)?

  init(_ bytes: some Sequence<UInt8>) {
    var startsToken = [Bool](repeating: false, count: 256)
    for byte in bytes { startsToken[Int(byte)] = true }
    let all = startsToken.indices.filter { startsToken[$0] }.map { UInt8($0) }
    self.startsToken = startsToken
    few = all.count == 1 || all.count == 2 ? (all[0], all[all.count - 1]) : nil
  }

  /// The first place in `text[start..<end]` where a token may start; `end` for none.
  @inline(__always)
  func next(in text: Span<UInt8>, from start: Int, before end: Int) -> Int {
    if let few {
      return text.extracting(start..<end).withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return end }
        return start &+ Int(ctextscan_find_either(base, Int64(bytes.count), few.0, few.1))
      }
    }
    var position = start
    while position < end, !startsToken[Int(text[position])] { position &+= 1 }
    return position
  }
}
