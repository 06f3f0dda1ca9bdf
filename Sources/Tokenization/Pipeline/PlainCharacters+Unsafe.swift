extension PlainCharacters {
  /// Room for any image, and for as many bytes as are written at once.
  private static let room = maximumLength + readableLength

  /// Takes characters that simply stand for themselves from `chunk`, which is well-formed UTF-8, and appends their images,
  /// up to the first other one.
  ///
  /// - Parameter isKept: For each byte of ASCII whether its image is itself.
  @inline(__always)
  func copySimple(
    _ chunk: Span<UInt8>, _ walk: inout PlainWalk, keeping isKept: [Bool], into buffer: PieceBuffer
  ) {
    repeat {
      buffer.reserve(2 * Self.room)
      let before = buffer.count
      let start = walk.position
      pages.withUnsafeBufferPointer { pages in
        entries.withUnsafeBufferPointer { entries in
          images.withUnsafeBytes { images in
            isKept.withUnsafeBufferPointer { isKept in
              chunk.withUnsafeBufferPointer { chunk in
                buffer.fill { target, room in
                  guard let pages = pages.baseAddress, let entries = entries.baseAddress,
                    let images = images.baseAddress, let isKept = isKept.baseAddress, let text = chunk.baseAddress
                  else { return 0 }
                  let tables = Tables(pages: pages, entries: entries, images: images, isKept: isKept)
                  return tables.copy(text, chunk.count, &walk, to: target, room &- Self.room, countBefore: before)
                }
              }
            }
          }
        }
      }
      // It stopped for want of room, or at a character of another kind.
      if walk.position == start || walk.isAtOther { break }
    } while walk.position < chunk.count
    walk.isAtOther = false
  }

  private struct Tables {
    let pages: UnsafePointer<Int32>
    let entries: UnsafePointer<Entry>
    let images: UnsafeRawPointer
    let isKept: UnsafePointer<Bool>

    /// Returns how many bytes were written; stops behind the first that are more than `limit`.
    @inline(__always)
    func copy(
      _ text: UnsafePointer<UInt8>, _ count: Int, _ walk: inout PlainWalk, to target: UnsafeMutablePointer<UInt8>,
      _ limit: Int, countBefore: Int
    ) -> Int {
      var length = 0
      var position = walk.position
      defer { walk.position = position }
      while position < count, length <= limit {
        if isKept[Int(text[position])] {
          walk.begin(at: position, countBefore &+ length)
          target[length] = text[position]
          length &+= 1
          position &+= 1
          continue
        }
        let size = UTF8Text.length(ofFirst: text[position])
        guard size > 1, size <= count &- position else { break }
        let scalar = Self.scalar(text + position, size)
        let page = pages[Int(scalar &>> 8)]
        guard page >= 0 else { break }
        let entry = entries[Int(page) &+ Int(scalar & 255)]
        guard entry.isSimple else { break }
        walk.begin(at: position, countBefore &+ length)
        copy(entry, to: target + length)
        length &+= entry.length
        position &+= size
      }
      walk.isAtOther = length <= limit
      return length
    }

    @inline(__always)
    private func copy(_ entry: Entry, to target: UnsafeMutablePointer<UInt8>) {
      let image = images + entry.start
      let target = UnsafeMutableRawPointer(target)
      if entry.length <= 16 {
        target.storeBytes(of: image.loadUnaligned(as: UInt64.self), as: UInt64.self)
        target.storeBytes(of: image.loadUnaligned(fromByteOffset: 8, as: UInt64.self), toByteOffset: 8, as: UInt64.self)
      } else {
        target.copyMemory(from: image, byteCount: entry.length)
      }
    }

    /// The character of `size` bytes, from two to four.
    @inline(__always)
    private static func scalar(_ text: UnsafePointer<UInt8>, _ size: Int) -> UInt32 {
      let second = UInt32(text[1] & 0x3F)
      if size == 2 { return UInt32(text[0] & 0x1F) &<< 6 | second }
      let third = UInt32(text[2] & 0x3F)
      if size == 3 { return UInt32(text[0] & 0x0F) &<< 12 | second &<< 6 | third }
      return min(UInt32(text[0] & 0x07) &<< 18 | second &<< 12 | third &<< 6 | UInt32(text[3] & 0x3F), 0x10_FFFF)
    }
  }
}
