import Prompting
import Testing

@testable import TrainPack

@Suite("Words")
struct WordScanTests {
  private func count(_ runs: [String]) -> Int {
    var scan = WordScan()
    for run in runs { scan.read(Array(run.utf8)) }
    return scan.count
  }

  // The counts are those of `len(text.split())` of CPython 3.11.
  @Test(
    "are what stands between white space, as Python has it",
    arguments: [
      ("", 0), (" \n\t", 0), ("one", 1), ("  two  words ", 2), ("a\u{A0}b", 2), ("a\u{3000}b\u{2003}c", 3),
      ("a\u{1680}b", 2),
      ("a\u{85}b\u{1C}c\u{1F}d", 4), ("a\u{200B}b", 1), ("a\u{2028}b\u{2029}c\u{202F}d\u{205F}e", 5), ("發燒三天", 1),
      ("naïve café", 2), ("a\u{180E}b", 1), ("\u{FEFF}a b", 2), ("e\u{301} x", 2), ("a\r\nb", 2),
    ])
  func words(text: String, words: Int) {
    #expect(count([text]) == words)
  }

  @Test("go on from one run to the next, cut anywhere")
  func runs() {
    #expect(count(["fe", "ver and", " cough"]) == 3)
    #expect(count(["a ", " b"]) == 2)
  }

  @Test("white space cut in two, or at the end of the bytes, is no trap")
  func cut() {
    var scan = WordScan()
    for bytes in [[0xE3, 0x80], [0x80], [0xC2], [0xE2], [0xFF, 0x20], []] as [[UInt8]] { scan.read(bytes) }
    #expect(scan.count > 0)
  }
}
