import Diagnostics
import StrictJSON
import Testing

@testable import Records

/// Every format in every container, with what is broken in the files of the world. A broken record is told at its place,
/// and the others are read; what concerns the whole file is told as such.
@Suite("Broken examples of every format in every container")
struct BrokenExamplesTests {
  /// What reading a file came to.
  struct Outcome {
    var format = ""
    var notes: [String] = []
    var records: [Result<ParsedRecord, TrainPackError>] = []

    var texts: [[String]] {
      records.map { result in
        guard case .success(let parsed) = result else { return [] }
        return parsed.conversation.messages.map { Samples.string($0.parts.flatMap(\.utf8)) }
      }
    }
    var errors: [TrainPackError?] {
      records.map { result in
        if case .failure(let error) = result { return error }
        return nil
      }
    }
  }

  static func read(_ bytes: [UInt8]) throws -> Outcome {
    let reader = try Samples.reader(bytes, name: "data/test.data")
    var outcome = Outcome()
    guard var batch = try reader.nextBatch() else { return outcome }
    let format = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice())
    outcome.format = format.name
    let parser = RecordParser(format: format)
    while true {
      for record in batch.records {
        do {
          outcome.records.append(.success(try parser.parse(record)))
        } catch let error as TrainPackError {
          outcome.records.append(.failure(error))
        }
      }
      guard let next = try reader.nextBatch() else { break }
      batch = next
    }
    outcome.notes = reader.notes.map(\.code.id)
    return outcome
  }

  private func read(_ text: String) throws -> Outcome { try Self.read(Array(text.utf8)) }

  private static let brokenIndex = 2

  /// Good records around one that may be broken.
  private func records(_ sample: FormatSample, _ broken: JSON) -> [JSON] {
    [sample.good, sample.good, broken, sample.good]
  }

  /// Reads good records around a broken one, and expects its error at its place, and no other.
  private func expectError(
    _ codes: [String], _ sample: FormatSample, _ container: SampleContainer, _ broken: JSON, pointer: String?,
    raw: String? = nil
  ) throws {
    let records = records(sample, broken)
    var texts = records.map { Samples.string(JSONWriter.bytes(of: $0)) }
    if let raw { texts[Self.brokenIndex] = raw }
    let outcome = try read(container.file(texts, records))
    let comment: Comment = "\(sample) in \(container), \(pointer ?? ""): \(outcome.errors)"
    let error = try #require(outcome.errors[Self.brokenIndex], comment)
    #expect(outcome.errors.map { $0 == nil } == [true, true, false, true], comment)
    #expect(codes.contains(error.code.id), comment)
    if let pointer { #expect(error.location?.pointer?.hasPrefix(pointer) == true, comment) }
    let line = container.line(of: Self.brokenIndex)
    #expect((line...line + 1).contains(error.location?.line ?? 0), comment)
    #expect(!error.fix.isEmpty, comment)
  }

  private static let json = SampleContainer.allCases.filter { $0 != .table }

  // MARK: What is right

  @Test("a good file is read the same in every container, with LF and CRLF, with and without a byte order mark")
  func good() throws {
    for sample in FormatSample.all {
      let plain = try read(SampleContainer.lines.file([sample.good, sample.good]))
      #expect(plain.format.hasPrefix(sample.name) && !plain.texts.contains([]), "\(sample): \(plain.errors)")
      for container in SampleContainer.allCases {
        let file = container.file([sample.good, sample.good])
        for text in [file, file.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")] {
          let read = try read(text)
          #expect(read.texts == plain.texts && read.format == plain.format, "\(sample) in \(container): \(read.errors)")
          let marked = try self.read("\u{FEFF}" + text)
          #expect(
            marked.texts == plain.texts && marked.notes == ["records.byte-order-mark"], "\(sample) in \(container)")
        }
      }
    }
  }

  // MARK: What concerns a record

  @Test("a missing key is told by its pointer")
  func missingKeys() throws {
    for sample in FormatSample.all {
      for (field, _) in sample.required {
        for container in Self.json {
          try expectError(
            ["records.missing-field"], sample, container, sample.changed(field, nil), pointer: "/\(field)")
        }
      }
    }
  }

  @Test("a null in place of a value is told by its pointer")
  func nulls() throws {
    for sample in FormatSample.all {
      for (field, _) in sample.required {
        for container in Self.json {
          try expectError(
            ["records.missing-field", "records.wrong-type"], sample, container, sample.changed(field, .null),
            pointer: "/\(field)")
        }
      }
    }
  }

  @Test("an empty cell of a table, as its missing keys are, is told")
  func emptyCells() throws {
    for sample in FormatSample.all {
      for (field, _) in sample.required {
        let outcome = try read(SampleContainer.table.file(records(sample, sample.changed(field, .text("")))))
        let comment: Comment = "\(sample), \(field): \(outcome.records[Self.brokenIndex])"
        switch outcome.records[Self.brokenIndex] {
        case .failure(let error): #expect(error.location?.line == 4 && error.location?.pointer == "/\(field)", comment)
        case .success(let parsed):
          let told: [DiagnosticCode] = [.recordsEmptyTurn, .recordsEmptyOption, .medqaAnswerTextDiffers]
          #expect(parsed.notes.count == 1 && told.contains(parsed.notes[0].code), comment)
        }
      }
    }
  }

  @Test("a column that a table lacks leaves its format unknown, and the message names it")
  func missingColumns() throws {
    for sample in FormatSample.all {
      for (field, _) in sample.required where sample.required.count > 1 {
        let record = sample.changed(field, nil)
        let error = Samples.failure { _ = try read(SampleContainer.table.file([record, record])) }
        guard let error else {
          // A MedQA question names its answer twice, and a pair may have its prompt in both answers.
          #expect(["medqa answer", "medqa answer_idx", "preference prompt"].contains("\(sample) \(field)"))
          continue
        }
        #expect(error.code == .recordsUnknownFormat && error.location?.line == 2, "\(sample), \(field): \(error)")
        #expect(error.details.contains { $0.contains(sample.name) }, "\(sample), \(field): \(error)")
      }
    }
  }

  @Test("a wrong type is told by its pointer")
  func wrongTypes() throws {
    for sample in FormatSample.all {
      for (field, wrong) in sample.required {
        for container in Self.json {
          try expectError(
            ["records.wrong-type"], sample, container, sample.changed(field, wrong), pointer: "/\(field)")
        }
      }
    }
  }

  @Test("a text in a table's cell that should hold a list or an object is told by its pointer")
  func wrongTypesInTables() throws {
    for sample in FormatSample.all {
      for (field, value) in sample.structures {
        // One context may be a text.
        if field != "CONTEXTS" {
          try expectError(
            ["records.wrong-type"], sample, .table, sample.changed(field, .text("hello")), pointer: "/\(field)")
        }
        let json = Samples.string(JSONWriter.bytes(of: value))
        for broken in [String(json.dropLast()), json.replacing("\"", with: "'"), "[1, 2", "{\"x\": }"] {
          try expectError(
            ["records.table-cell-json"], sample, .table, sample.changed(field, .text(broken)), pointer: "/\(field)")
        }
      }
    }
  }

  @Test("turns that do not follow one another are noted or refused")
  func unbalancedTurns() throws {
    for sample in FormatSample.all {
      guard let unbalanced = sample.unbalanced else { continue }
      let broken = sample.changed(unbalanced.field, unbalanced.value)
      for container in SampleContainer.allCases {
        if unbalanced.code == DiagnosticCode.recordsUnbalancedTurns.id {
          let outcome = try read(container.file(records(sample, broken)))
          let notes = outcome.records.map { result in (try? result.get())?.notes.map(\.code.id) }
          #expect(notes == [[], [], [unbalanced.code], []], "\(sample) in \(container): \(outcome.errors)")
        } else {
          try expectError([unbalanced.code], sample, container, broken, pointer: "/\(unbalanced.field)")
        }
      }
    }
  }

  @Test("an answer that is no option is told by its pointer")
  func answersThatAreNoOptions() throws {
    for sample in FormatSample.all {
      guard let wrong = sample.notAnOption else { continue }
      for container in SampleContainer.allCases {
        try expectError(
          [wrong.code], sample, container, sample.changed(wrong.field, wrong.value), pointer: "/\(wrong.field)")
      }
    }
  }

  @Test("a key that a record has twice is refused")
  func duplicateKeys() throws {
    for sample in FormatSample.all {
      let json = Samples.string(JSONWriter.bytes(of: sample.good))
      for container in Self.json {
        try expectError(
          ["json.duplicate-key"], sample, container, sample.good, pointer: nil, raw: json.dropLast() + ",\"id\":\"s\"}")
      }
      for (field, _) in sample.structures where field != "CONTEXTS" {
        try expectError(
          ["json.duplicate-key"], sample, .table, sample.changed(field, .text("{\"A\":\"x\",\"A\":\"y\"}")),
          pointer: "/\(field)")
      }
    }
  }

  @Test("a record that is nested too deep is refused")
  func deepNesting() throws {
    let deep = String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000)
    for sample in FormatSample.all {
      let json = Samples.string(JSONWriter.bytes(of: sample.good))
      for container in Self.json {
        try expectError(
          ["json.too-deep"], sample, container, sample.good, pointer: nil, raw: json.dropLast() + ",\"x\":\(deep)}")
      }
      for (field, _) in sample.structures {
        try expectError(["json.too-deep"], sample, .table, sample.changed(field, .text(deep)), pointer: "/\(field)")
      }
    }
  }

  // MARK: What concerns the file

  @Test("a key of an object of objects, or the name of a column, that is there twice is an error of the file")
  func duplicateNames() throws {
    for sample in FormatSample.all {
      let file = SampleContainer.members.file([sample.good, sample.good]).replacing("\"k1\"", with: "\"k0\"")
      #expect(Samples.failure { _ = try read(file) }?.code == .jsonDuplicateKey, "\(sample)")
      let table = SampleContainer.table.file([sample.good, sample.good])
      let columns = table.split(separator: "\n").map { $0 + ",\"x\"\n" }.joined()
        .replacing(",\"x\"\n", with: ",id\n", maxReplacements: 1)
      #expect(Samples.failure { _ = try read(columns) }?.code == .recordsTableColumnName, "\(sample)")
    }
  }

  @Test("a file in UTF-16 is refused by the encoding's name, with a byte order mark and without")
  func utf16() throws {
    for sample in FormatSample.all {
      for container in SampleContainer.allCases {
        for mark in ["", "\u{FEFF}"] {
          let units = Array((mark + container.file([sample.good, sample.good])).utf16)
          for (name, bytes) in [
            ("UTF-16LE", units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16BE", units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
          ] {
            let error = Samples.failure { _ = try Self.read(bytes) }
            #expect(error?.code == .jsonNotUTF8Encoded, "\(sample) in \(container)")
            #expect(error?.fix.contains("iconv -f \(name) -t UTF-8") == true, "\(sample) in \(container)")
          }
        }
      }
    }
  }
}
