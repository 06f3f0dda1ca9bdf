import Diagnostics
import Foundation
import StrictJSON
import TestSupport
import Testing

@testable import Records

/// The readers held against Python's json and csv modules.
@Suite("Containers against Python")
struct ContainerOracleTests {
  /// The records of a JSON text by Python: for each its key (or null) and its value, canonically written.
  private static let jsonProgram = """
    import json, sys
    value = json.load(open(sys.argv[1], encoding="utf-8-sig"))
    rows = value.items() if isinstance(value, dict) else ((None, row) for row in value)
    for key, row in rows:
      print(json.dumps([key, row], ensure_ascii=False, separators=(",", ":")))
    """

  /// The rows of a table by Python, as objects.
  private static let tableProgram = """
    import csv, json, sys
    for row in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig", newline="")):
      print(json.dumps([None, row], ensure_ascii=False, separators=(",", ":")))
    """

  @Test(
    "real files: the same records in the same order",
    arguments: [
      "chatdoctor5k.json", "pubmedqa-labelled.json", "mts-dialog-train.csv", "aci-bench-train.csv",
      "formats/alpaca_en_demo.json", "formats/alpaca_zh_demo.json", "formats/dpo_en_demo.json",
      "formats/glaive_toolcall_en_demo.json",
    ])
  func realFiles(file: String) throws {
    let test = "ContainerOracleTests.realFiles"
    guard let bytes = Samples.shared("data/datasets/" + file, test, "\(file) against Python"),
      let python = OraclePython.path(test, "\(file) against Python")
    else { return }
    let program = file.hasSuffix(".csv") ? Self.tableProgram : Self.jsonProgram
    let output = try OraclePython.withFile(Data(bytes)) { try OraclePython.output(python, program, [$0]) }
    let expected = try #require(output).split(separator: 0x0A).map { Samples.string($0) }
    let reader = JSONReader()
    var found: [String] = []
    for record in try Samples.records(bytes, maximumBytes: 100_000) {
      let key: JSON = record.key.map { .string($0) } ?? .null
      found.append(Samples.string(JSONWriter.bytes(of: .array([key, try reader.readObject(record).root.tree]))))
    }
    #expect(found.count == expected.count)
    #expect(zip(found, expected).allSatisfy { $0.utf8.elementsEqual($1.utf8) })
  }

  /// Makes tables and says what Python reads: one line each, the rows as lists, or null for an error.
  private static let generatorProgram = """
    import csv, io, json, random, sys
    random.seed(int(sys.argv[1]))
    alphabet = ['a', 'b', ' ', '"', '""', ',', '\\n', '\\r\\n', '\\t', ';', 'é', '漢', '\\u2028', "'", '\\\\', '\\r']
    def cell():
      return ''.join(random.choice(alphabet) for _ in range(random.choice((0, 1, 2, 5, 9))))
    def table(index):
      delimiter = random.choice(',\\t;')
      if index % 2 == 0:
        out = io.StringIO(newline='')
        writer = csv.writer(out, delimiter=delimiter, lineterminator=random.choice(('\\n', '\\r\\n')),
          quoting=random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)))
        columns = random.randint(2, 4)
        writer.writerow(['name %d' % column for column in range(columns)])
        for _ in range(random.randint(1, 6)):
          writer.writerow([cell() for _ in range(columns)])
        return delimiter, out.getvalue()
      return delimiter, 'x%sy\\n' % delimiter + ''.join(random.choice(alphabet + [delimiter, delimiter]) for _ in range(random.randint(1, 24)))
    out = open(sys.argv[3], 'wb')
    for index in range(int(sys.argv[2])):
      delimiter, text = table(index)
      try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=True) if row]
      except csv.Error:
        rows = None
      for part in (text.encode(), json.dumps(rows).encode()):
        out.write(b'%08x' % len(part) + part)
    """

  @Test("4,000 made-up tables: the same cells, or an error in both")
  func madeUpTables() throws {
    let seed = 20_240
    guard let python = OraclePython.path("ContainerOracleTests.madeUpTables", "made-up tables") else { return }
    let parts = try OraclePython.withFile(Data()) { file in
      _ = try #require(try OraclePython.output(python, Self.generatorProgram, ["\(seed)", "4000", file]))
      return OraclePython.unframed(Array(try Data(contentsOf: URL(filePath: file))))
    }
    #expect(parts.count == 8_000)
    var goodCount = 0
    for index in stride(from: 0, to: parts.count, by: 2) {
      let text = parts[index]
      let expected = try JSONReader().readTree(parts[index + 1], at: InputLocation(source: "python")).array
      let shown = "seed \(seed), table \(index / 2): \(Samples.string(text).debugDescription)"
      do {
        let found = try Samples.records(text, maximumBytes: 10).map { record in
          JSON.array(try JSONReader().readObject(record).root.members.map { $0.value.tree })
        }
        goodCount += 1
        #expect(expected.map { Array($0.dropFirst()) } == found, "\(shown)")
      } catch let error as TrainPackError {
        let columnCount = expected?.first?.array?.count
        let isEven = expected?.allSatisfy { $0.array?.count == columnCount } ?? false
        switch error.code {
        // Python takes a lone carriage return for the end of a row.
        case .recordsTableControlCharacter: #expect(Self.hasLoneCarriageReturn(text), "\(shown)")
        case .recordsTableColumnCount: #expect(expected != nil && !isEven, "\(shown)")
        case .recordsNoRecords: #expect(expected?.count == 1, "\(shown)")
        default: #expect(expected == nil, "\(shown): \(error)")
        }
      }
    }
    #expect(goodCount > 1_500)
  }

  private static func hasLoneCarriageReturn(_ text: [UInt8]) -> Bool {
    text.indices.contains { text[$0] == 0x0D && (text.last == 0x0D || text[min($0 + 1, text.count - 1)] != 0x0A) }
  }

  /// How many records strict Python sees in each text; -1 where it is no JSON.
  private static let countProgram = """
    import json, sys
    data = open(sys.argv[1], "rb").read()
    def pairs(members):
      keys = [key for key, value in members]
      if len(set(keys)) < len(keys): raise ValueError("duplicate key")
      return dict(members)
    def constant(text): raise ValueError(text)
    at = 0
    while at < len(data):
      length = int(data[at:at + 8], 16)
      text = data[at + 8:at + 8 + length]
      at += 8 + length
      try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=pairs, parse_constant=constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
        if isinstance(value, list) and not all(isinstance(row, dict) for row in value): raise ValueError("no object")
        print(len(value))
      except ValueError:
        print(-1)
    """

  @Test("6,000 damaged arrays: what is read as whole is JSON with as many records, and nothing else is")
  func damagedArrays() throws {
    let seed: UInt64 = 7_071
    guard let python = OraclePython.path("ContainerOracleTests.damagedArrays", "damaged arrays") else { return }
    let seeds = [
      #"[{"a":1,"b":"x\"]}"},{"a":[{},[2]]}, {"c":{"d":"é\u00e9"}}]"#, "[\n {\"a\": \"\\\\\"},\r\n {}\n]\n",
      #"[{"k":"v,w"},{"k":null},{"k":true},{"k":-1.5e3}]"#,
    ].map { Array($0.utf8) }
    var generator = SeededGenerator(seed: seed)
    let bytes = Array("[]{}\",:\\ \na1é".utf8)
    let texts = (0..<6_000).map { index -> [UInt8] in
      var text = seeds[index % seeds.count]
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        let at = Int.random(in: 1..<text.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: text[at] = bytes.randomElement(using: &generator) ?? 0
        case 1: text.insert(bytes.randomElement(using: &generator) ?? 0, at: at)
        default: text.remove(at: at)
        }
      }
      return text
    }
    let output = try OraclePython.withFile(OraclePython.framed(texts)) {
      try OraclePython.output(python, Self.countProgram, [$0])
    }
    let expected = try #require(output).split(separator: 0x0A).map { Int(Samples.string($0)) }
    #expect(expected.count == texts.count)
    let reader = JSONReader()
    var wholeCount = 0
    for (text, expected) in zip(texts, expected) {
      var count = -1
      do {
        let records = try Samples.records(text, maximumBytes: 16)
        for record in records { _ = try reader.readObject(record) }
        count = records.count
        wholeCount += 1
      } catch let error as TrainPackError where error.code == .recordsNoRecords {
        count = 0
      } catch is TrainPackError {}
      #expect(count == expected, "seed \(seed): \(Samples.string(text).debugDescription)")
    }
    #expect(wholeCount > 300)
  }
}
