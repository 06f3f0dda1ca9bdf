import Foundation
import TestSupport

@testable import Tokenization

/// The texts that engines are compared on: all of them in a full sweep, else a part.
enum SweepTexts {
  /// Every string of the shared datasets.
  static func datasets(_ test: String) throws -> [[UInt8]] {
    var texts: [[UInt8]] = []
    let names = [
      "medqa-usmle-test.jsonl", "chatdoctor5k.json", "formats/alpaca_en_demo.json", "formats/alpaca_zh_demo.json",
    ]
    for name in names {
      guard let path = TestData.sharedFile("data/datasets/\(name)", test, "the texts of \(name)") else { continue }
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      var records: [Any] = []
      if name.hasSuffix(".jsonl") {
        for line in data.split(separator: 0x0A) { records.append(try JSONSerialization.jsonObject(with: line)) }
      } else {
        records = try JSONSerialization.jsonObject(with: data) as? [Any] ?? []
      }
      if !ReferenceOracle.isFullSweep { records = Array(records.prefix(60)) }
      for record in records { collect(record, into: &texts) }
    }
    return texts
  }

  private static func collect(_ value: Any, into texts: inout [[UInt8]]) {
    if let text = value as? String {
      texts.append(Array(text.utf8))
    } else if let list = value as? [Any] {
      for element in list { collect(element, into: &texts) }
    } else if let object = value as? [String: Any] {
      for key in object.keys.sorted() {
        if let element = object[key] { collect(element, into: &texts) }
      }
    }
  }

  /// The ranges of scalars that are compared at a time.
  static var scalarRanges: [Range<UInt32>] {
    ReferenceOracle.isFullSweep ? (0..<17).map { $0 << 16..<($0 + 1) << 16 } : [0..<0x110000]
  }

  /// Scalars alone, between letters and after an apostrophe.
  static func scalars(in range: Range<UInt32>) -> [[UInt8]] {
    let step = ReferenceOracle.isFullSweep ? 1 : 701
    var texts: [[UInt8]] = []
    for value in stride(from: range.lowerBound, to: range.upperBound, by: step) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let character = String(Character(scalar)).utf8
      texts.append(Array(character))
      texts.append([0x61] + character + [0x62])
      texts.append([0x27] + character + [0x20] + character + [0x31, 0x0A] + character)
    }
    return texts
  }

  /// Random strings over pools of characters that patterns and normalization treat differently.
  static func random(seed: UInt64) -> [[UInt8]] {
    let pools: [[ClosedRange<UInt32>]] = [
      [0x20...0x20, 0x0A...0x0A, 0x0D...0x0D, 0x09...0x09, 0xA0...0xA0, 0x3000...0x3000, 0x85...0x85, 0x2028...0x2028],
      [0x20...0x7E], [0x30...0x39, 0x660...0x669, 0x2160...0x2170],
      [0x27...0x27, 0x53...0x54, 0x64...0x76, 0x17F...0x17F],
      [0x80...0x5FF], [0x900...0xDFF], [0x4E00...0x9FA5], [0xAC00...0xD7A3, 0x1100...0x11FF],
      [0x300...0x36F, 0x41...0x7A], [0x1F300...0x1FAFF, 0x200D...0x200D, 0xFE0F...0xFE0F],
      [0x1C4...0x1CC, 0x2B0...0x2B8, 0x5B0...0x5D4, 0x41...0x45, 0x61...0x65, 0x2F...0x2F, 0x27...0x27],
      [0x1E00...0x1FFF], [0xF900...0xFAFF, 0x2F800...0x2FA1D], [0x0...0x10FFFF],
      [0x2581...0x2581, 0x3C...0x3E, 0x20...0x20],
    ]
    var generator = SeededGenerator(seed: seed)
    return (0..<(ReferenceOracle.isFullSweep ? 20_000 : 800)).map { _ in
      let chosen = (0..<Int.random(in: 1...3, using: &generator)).compactMap { _ in
        pools.randomElement(using: &generator)
      }
      let length = [1, 2, 3, 5, 8, 20, 60].randomElement(using: &generator) ?? 1
      var text: [UInt8] = []
      for _ in 0..<length {
        guard let range = chosen.randomElement(using: &generator)?.randomElement(using: &generator),
          let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator))
        else { continue }
        text += String(Character(scalar)).utf8
      }
      return text
    }
  }

  /// Texts that implementations have stumbled over.
  static let hard: [[UInt8]] =
    ([
      "", "a", " a", "  a", "   a", "\n", "\n\n a", "\ta", "\t\t", "\u{1F600}", "中文 字", "\u{2581}", "\u{2581}a",
      "a\u{2581}b",
      " \u{2581}", "\u{2581} ", "<0x0A>", "<0x0A> x", "<s>", "</s>", "<unk>", "[INST] x [/INST]", "a<s>b", " <s> ",
      "\0",
      "a\0b", "\u{7F}", "e\u{301}", "\u{FEFF}", "\u{A0}a", "\u{2028}", "\r\n", "a ", "a  ", "a\n", "a \n  ", "\u{FFFD}",
      "\u{10348}", "fever", " fever", "<|im_end|>", "<|endoftext|>", "I'LL 'ſ DON'T", "12345678", "x/y//\r\n/",
    ].map { Array($0.utf8) })
    + [("a", 1_000), (" ", 1_000), ("\n", 500), ("\t ", 300), ("ab", 700), ("e\u{301}", 300), ("0", 400), ("漢", 300)]
    .map { Array(String(repeating: $0.0, count: $0.1).utf8) }
}
