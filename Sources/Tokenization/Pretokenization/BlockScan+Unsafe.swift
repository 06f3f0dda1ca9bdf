import CTextScan

/// What stands at each of 64 bytes of text, a bit for each, the first in bit 0. The first is that of a pre-token.
///
/// It tells where pre-tokens start as long as no byte beyond ASCII comes, and no character whose part depends on more than
/// its neighbours; from there on a scanner must look.
struct BlockScan {
  /// The last byte's neighbour is out of sight.
  private static let lastBit: UInt64 = 1 << 63

  let letters: UInt64
  let digits: UInt64
  let spaces: UInt64
  let lineBreaks: UInt64
  let apostrophes: UInt64
  /// Other controls, tabs among them, and bytes beyond ASCII.
  let others: UInt64
  private let text: UnsafePointer<UInt8>

  /// - Parameter text: 64 bytes can be read there.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>) {
    letters = ctextscan_block_letters(text)
    digits = ctextscan_block_range(text, UInt8(ascii: "0"), 10)
    spaces = ctextscan_block_equal(text, UInt8(ascii: " "))
    lineBreaks = ctextscan_block_equal(text, 0x0A) | ctextscan_block_equal(text, 0x0D)
    apostrophes = ctextscan_block_equal(text, UInt8(ascii: "'"))
    others = ctextscan_block_others(text) & ~lineBreaks
    self.text = text
  }

  var punctuation: UInt64 { ~(letters | digits | spaces | lineBreaks | others) }

  /// Small letters that are followed by a capital: the bit is that of the capital.
  var risingCapitals: UInt64 {
    let capitals = ctextscan_block_range(text, UInt8(ascii: "A"), 26)
    return capitals & (letters & ~capitals) &<< 1
  }

  var slashes: UInt64 { ctextscan_block_equal(text, UInt8(ascii: "/")) }

  /// The starts of `starts` that are sure: those before the first of `unsure`, and up to the first run of `whitespace`
  /// whose end is not in sight or is followed by one of `unsure` or `breaks`.
  @inline(__always)
  func sure(_ starts: UInt64, unsure: UInt64, whitespace: UInt64, breaks: UInt64 = 0) -> UInt64 {
    let unsure = unsure | Self.lastBit
    var limit = unsure.trailingZeroBitCount
    let open = whitespace & ((unsure | breaks) &>> 1 | Self.lastBit)
    if open != 0 {
      let last = UInt64(truncatingIfNeeded: open.trailingZeroBitCount)
      let run = Int(last) &+ 1 &- (~(whitespace &<< (63 &- last))).leadingZeroBitCount
      // The run starts where the one before it ended, unless that was of line breaks, which may go on behind the run.
      let isSure = (lineBreaks &<< 1) &>> UInt64(truncatingIfNeeded: run) & 1 == 0
      limit = min(limit, isSure ? run &+ 1 : run)
    }
    return starts & ~(UInt64.max &<< UInt64(truncatingIfNeeded: limit))
  }
}

extension BlockScan {
  /// The starts that cl100k and its relatives have in common, and the places that are not told.
  @inline(__always)
  fileprivate func wordStarts(_ maximumDigits: Int) -> (starts: UInt64, unsure: UInt64) {
    let punctuation = self.punctuation
    // What a space stands before is a part of its pre-token, and so is what goes on.
    let punctuationStarts = punctuation & ~((punctuation | spaces) &<< 1)
    // A single character of punctuation belongs to the word behind it.
    let letterStarts = letters & (digits | lineBreaks | punctuation & ~punctuationStarts) &<< 1
    // The last of several spaces belongs to what follows.
    let spaceStarts = spaces & (~(spaces &<< 1) | ~(spaces &>> 1))
    let lineBreakStarts = lineBreaks & ~((punctuation | lineBreaks) &<< 1)
    var digitStarts = digits
    var unsure = others
    if maximumDigits > 1 {
      digitStarts &= ~(digits &<< 1)
      var run = digits
      for _ in 0..<maximumDigits { run &= run &<< 1 }
      unsure |= run
    }
    return (punctuationStarts | letterStarts | spaceStarts | lineBreakStarts | digitStarts, unsure)
  }

  @inline(__always)
  func startsOfCL100K(maximumDigits: Int) -> UInt64 {
    let (starts, unsure) = wordStarts(maximumDigits)
    // A contraction may begin with an apostrophe.
    return sure(starts, unsure: unsure | apostrophes &<< 1 & letters, whitespace: spaces, breaks: lineBreaks)
  }

  @inline(__always)
  func startsOfO200K(maximumDigits: Int, hasContractions: Bool) -> UInt64 {
    var (starts, unsure) = wordStarts(maximumDigits)
    starts |= risingCapitals
    // A contraction may follow a word, and slashes the line breaks behind punctuation.
    unsure |= slashes & lineBreaks &<< 1
    if hasContractions { unsure |= apostrophes & letters &<< 1 }
    return sure(starts, unsure: unsure, whitespace: spaces, breaks: lineBreaks)
  }

  @inline(__always)
  func startsOfDeepSeek3() -> UInt64 {
    let (starts, unsure) = wordStarts(3)
    // Digits are cut out first, so that a run of spaces before them stays whole.
    let digitsBehindSpaces = digits & (spaces & spaces &<< 1) &<< 1
    return sure(
      starts, unsure: unsure | ctextscan_block_equal(text, 0x7F), whitespace: spaces,
      breaks: lineBreaks | digitsBehindSpaces)
  }

  @inline(__always)
  func startsOfGPT2() -> UInt64 {
    let punctuation = self.punctuation
    let whitespace = spaces | lineBreaks
    // A space belongs to what follows; so all runs start where they begin or at the space.
    var starts = letters & ~((letters | spaces) &<< 1)
    starts |= digits & ~((digits | spaces) &<< 1)
    starts |= punctuation & ~((punctuation | spaces) &<< 1)
    starts |= whitespace & (~(whitespace &<< 1) | ~(whitespace &>> 1))
    return sure(starts, unsure: others | apostrophes &<< 1 & letters, whitespace: whitespace)
  }
}
