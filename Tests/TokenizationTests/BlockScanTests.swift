import TestSupport
import Testing

@testable import Tokenization

@Suite("text cut 64 bytes at a time")
struct BlockScanTests {
  /// Weighted so that whole blocks of ASCII come as well as all that ends one.
  private static let parts =
    Array(repeating: ["the", "word", " a", " word", " patients", "I", "XML", "Http", "é", " 10"], count: 3).flatMap {
      $0
    }
    + [
      " ", " ", "  ", "     ", "\n", "\n\n", "\r\n", "\t", " \n", "\n ", "\n    ", "\u{B}", "\u{1C}", "\u{7F}", "\0",
      ".", ", ", ".\n", ".\n/", "/", "//", ")", " (", "\"", "...", " - ", "#", "'", "''", "'s", "'ll", "'T", " 'em",
      "n't",
      "1", "12", "123", "1234", "12345678", " 7", "3.14", "2'", "\u{A0}", "\u{3000}", "中", "文字", "\u{1F600}",
    ]

  private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 1...120, using: &generator)).flatMap { _ in
      Array((parts.randomElement(using: &generator) ?? "").utf8)
    }
  }

  /// The ends that `PreTokenCuts` finds, in blocks where it can.
  private func ends<Scanner: PreTokenScanner>(_ text: [UInt8], _ scanner: Scanner) -> [Int] {
    let cuts = PreTokenCuts()
    var progress = ScanProgress()
    var ends: [Int] = []
    while progress.start < text.count {
      var start = progress.start
      let count = cuts.fill(text.span, &progress, by: scanner) { key in Int32(key.high >> 56) }
      for position in 0..<count {
        let cut = cuts[position]
        let length = Int(cut.end) - start
        #expect(cut.place == (length <= TokenKey.maximumInlineLength ? Int32(length) : PreTokenCut.longWhole))
        if cut.place >= 0 { #expect(cut.key == TokenKey(text.span.bytes, start: start, length: length)) }
        start = Int(cut.end)
        ends.append(start)
      }
    }
    return ends
  }

  private func compare<Scanner: PreTokenScanner>(_ scanner: Scanner, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var blockCount = 0
    for _ in 0..<3_000 {
      let text = Self.text(&generator)
      var expected: [Int] = []
      while (expected.last ?? 0) < text.count { expected.append(scanner.end(from: expected.last ?? 0, in: text.span)) }
      let found = ends(text, scanner)
      #expect(found == expected, "\(String(decoding: text, as: UTF8.self).debugDescription)")
      if text.count >= 64 {
        text.withUnsafeBufferPointer { bytes in
          if let base = bytes.baseAddress, scanner.starts(at: base).nonzeroBitCount > 4 { blockCount += 1 }
        }
      }
    }
    #expect(blockCount > 300)
  }

  @Test("cl100k, Llama 3 and Qwen 2") func cl100k() {
    compare(CL100KScanner(maximumDigits: 3, whitespace: .endOfTextFirst), seed: 1)
    compare(CL100KScanner(maximumDigits: 3, whitespace: .lineBreaksFirst), seed: 2)
    compare(CL100KScanner(maximumDigits: 1, whitespace: .lineBreaksFirst), seed: 3)
  }

  @Test("o200k and tekken") func o200k() {
    compare(O200KScanner(maximumDigits: 3, hasContractions: true), seed: 4)
    compare(O200KScanner(maximumDigits: 1, hasContractions: false), seed: 5)
  }

  @Test("DeepSeek-V3") func deepSeek3() { compare(DeepSeek3Scanner(), seed: 8) }

  @Test("GPT-2") func gpt2() { compare(GPT2Scanner(), seed: 6) }

  @Test("segments of a vocabulary are cut where no piece reaches across, between letters perhaps not")
  func segments() {
    var generator = SeededGenerator(seed: 7)
    for pieces in [
      ["the", " t", "ver", "\u{E9}a", "\u{4E2D}\u{6587}", "1.", "aa", "12", "\n\n", "  "],
      ["a b", "s.", "1a", "\n ", "word", " word", " a"], ["word", "('"],
    ] {
      var adjacent = AdjacentCharacters()
      for piece in pieces { adjacent.insert(Array(piece.utf8).span) }
      let scanner = SegmentScanner(adjacent: adjacent)
      for _ in 0..<1_000 {
        let text = Self.text(&generator)
        var expected: Set<Int> = []
        var last = 0
        while last < text.count {
          last = scanner.end(from: last, in: text.span)
          expected.insert(last)
        }
        let found = Set(ends(text, scanner))
        let isLetter = { (byte: UInt8) in (byte | 0x20) &- 0x61 < 26 }
        #expect(found.isSubset(of: expected))
        #expect(expected.subtracting(found).allSatisfy { isLetter(text[$0 - 1]) && isLetter(text[$0]) })
      }
    }
  }
}
