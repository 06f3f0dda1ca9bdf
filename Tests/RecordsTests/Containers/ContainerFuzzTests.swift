import Diagnostics
import StrictJSON
import TestSupport
import Testing

@testable import Records

/// Every text gives records or a typed error, and what is read in whole accounts for every byte.
@Suite("Hostile containers")
struct ContainerFuzzTests {
  private static let texts = [
    "[\n {\"a\": \"x]\\\"\"},\n {\"b\": [1, {}]}\n]\n", "{\"k\":{\"a\":1},\"l\\u00e9\":{\"a\":[2]}}\n",
    "{\n \"x\": {\"a\": 1},\n \"y\": {\"a\": \"{\"}\n}", "{\"v\":1,\"data\":[{\"a\":1},{\"b\":2}],\"w\":[]}",
    "{\n \"a\": 1\n}\n{\n \"b\": \"}\"\n}\n", "{\"a\":1}\r\n\r\n{\"a\":\"é\"}\n", "a,b\r\n\"x\"\"\r\n\",y\r\n,\r\n",
    "a\tb\n1\t\"2\"\n\n3\t4", "\u{feff}a;\"b c\"\nx;y\n",
  ].map { Array($0.utf8) }

  private static let isSpace: @Sendable (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }

  /// Reads a text; returns what its records and what stands around them come to, or `nil` after a typed error.
  private func read(_ text: [UInt8], maximumBytes: Int = 7) throws -> [UInt8]? {
    let reader = JSONReader()
    do {
      let records = try Samples.reader(text)
      var writer = RecordSetWriter()
      var written: [UInt8] = []
      while let batch = try records.nextBatch(maximumBytes: maximumBytes) {
        for record in batch.records {
          do { _ = try reader.readObject(record) } catch let error as TrainPackError {
            #expect(!error.fix.isEmpty && error.location != nil)
          }
          written += try writer.bytes(of: Array(record.bytes), for: record)
        }
      }
      return written + writer.end([records.frame].compactMap { $0 })
    } catch let error as TrainPackError {
      #expect(!error.fix.isEmpty && error.location?.source == "data/test.jsonl", "\(error)")
      return nil
    }
  }

  private func check(_ text: [UInt8], _ what: String) throws {
    guard let written = try read(text) else { return }
    let mark: [UInt8] = text.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
    let whole = text.filter { !Self.isSpace($0) }
    let found = written.filter { !Self.isSpace($0) }
    #expect(found == whole || mark + found == whole, "\(what): \(Samples.string(text).debugDescription)")
  }

  @Test("cut at every offset", arguments: texts)
  func truncated(text: [UInt8]) throws {
    for end in 0...text.count { try check(Array(text[..<end]), "cut at \(end)") }
  }

  @Test("every byte changed", arguments: texts)
  func changed(text: [UInt8]) throws {
    for at in text.indices {
      for byte in [
        0x00, 0x0A, 0x0D, 0x20, 0x22, 0x2C, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x61, 0x80, 0xC3, 0xFF, text[at] ^ 1,
      ] as [UInt8] {
        var other = text
        other[at] = byte
        try check(other, "byte \(at) is \(byte)")
      }
    }
  }

  @Test("every byte taken out and doubled", arguments: texts)
  func shifted(text: [UInt8]) throws {
    for at in text.indices {
      var other = text
      other.remove(at: at)
      try check(other, "without byte \(at)")
      other = text
      other.insert(text[at], at: at)
      try check(other, "byte \(at) twice")
    }
  }

  @Test("bytes at random")
  func random() throws {
    var generator = SeededGenerator(seed: 11)
    let bytes = Array("[]{}\",:\\ \n\r\ta1;".utf8) + [0, 0xC3, 0xA9, 0xFF]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in bytes.randomElement(using: &generator) ?? 0
      }
      try check(text, "seed 11")
    }
  }

  @Test("small limits are errors and no traps", arguments: texts)
  func smallLimits(text: [UInt8]) throws {
    for maximum in 1...text.count {
      var limits = Limits()
      limits.maximumRecordBytes = maximum
      let reader = try Samples.reader(text, limits: limits)
      do {
        while let batch = try reader.nextBatch(maximumBytes: 5) {
          for record in batch.records { #expect(record.problem != nil || record.range.count <= maximum) }
        }
      } catch let error as TrainPackError {
        #expect(!error.fix.isEmpty)
      }
    }
  }
}
