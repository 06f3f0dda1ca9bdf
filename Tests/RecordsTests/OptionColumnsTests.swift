import Diagnostics
import StrictJSON
import Testing

@testable import Records

/// Questions whose options stand in fields of their own, or in a list.
@Suite("Options in columns and lists")
struct OptionColumnsTests {
  private func parse(_ text: String, map: [String] = []) throws -> [ParsedRecord] {
    let batch = try #require(try Samples.reader(Array(text.utf8), name: "data/q.csv").nextBatch())
    let map = try FieldMap(map)
    let format = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice(map: map))
    #expect(format.name == "medqa")
    let parser = RecordParser(format: format, map: map)
    return try batch.records.map { try parser.parse($0) }
  }

  private func turns(_ parsed: ParsedRecord) -> [String] {
    parsed.conversation.messages.map { Samples.string($0.parts.flatMap(\.utf8)) }
  }

  private func failure(_ text: String, map: [String] = []) -> TrainPackError? {
    Samples.failure { _ = try parse(text, map: map) }
  }

  @Test(
    "the usual names of columns are recognised",
    arguments: [
      "A,B,C", "option_a,option_b,option_c", "option_A,option_B,option_C", "Option A,Option B,Option C", "opa,opb,opc",
    ])
  func families(names: String) throws {
    let first = names.split(separator: ",")[1]
    for (answer, letter) in [("B", "B"), ("b", "B"), ("cold", "B"), ("wet", "C")] {
      let parsed = try parse("question,\(names),answer\nIt is. What?,hot,cold,wet,\(answer)\n")[0]
      #expect(turns(parsed)[0] == "It is. What?\n\nOptions:\nA. hot\nB. cold\nC. wet")
      #expect(turns(parsed)[1] == "The correct answer is \(letter): \(letter == "B" ? "cold" : "wet")")
      #expect(parsed.conversation.messages[0].parts.contains { $0.field == "/\(first)" })
      #expect(parsed.choice == ChosenOption(letter: Array(letter.utf8), optionCount: 3))
    }
  }

  @Test("lines of JSON with such fields are questions too, not questions without options")
  func jsonLines() throws {
    #expect(
      turns(try parse(#"{"question":"What?","A":"x","B":"y","answer":"A"}"#)[0])[1] == "The correct answer is A: x")
  }

  @Test("the last options may be empty where other questions have more; an empty one between is noted")
  func fewerOptions() throws {
    let parsed = try parse("question,A,B,C,D,answer\nWhat?,x,y,,,B\nWhat?,x,y,,z,B\nWhat?,w,x,y,z,D\n")
    #expect(parsed.map { $0.choice?.optionCount } == [2, 4, 4])
    #expect(parsed.map { $0.notes.map(\.code) } == [[], [.recordsEmptyOption], []])
  }

  @Test("a list of options is lettered, in lines and in the cells of a table")
  func lists() throws {
    let line = try parse(#"{"question":"What?","options":["x","y"],"answer":"y"}"#)[0]
    #expect(turns(line) == ["What?\n\nOptions:\nA. x\nB. y", "The correct answer is B: y"])
    let rows = try parse("question,options,answer_idx\nWhat?,\"[\"\"x\"\", \"\"y\"\"]\",a\n")
    #expect(turns(rows[0])[1] == "The correct answer is A: x")
    #expect(rows[0].conversation.messages[0].parts.contains { $0.field == "/options/1" })
  }

  @Test("an answer that is one option's letter and another's text is not guessed")
  func ambiguous() throws {
    let same = try parse("question,A,B,answer\nWhich group?,A,B,A\n")[0]
    #expect(turns(same)[1] == "The correct answer is A: A")
    let error = try #require(failure("question,A,B,answer\nWhich group?,B,A,A\n"))
    #expect(error.code == .medqaAnswerNotAnOption && error.details == ["by letter and by text it is: B and A"])
    let given = try parse("question,A,B,answer,answer_idx\nWhich group?,B,A,A,B\n")[0]
    #expect(turns(given)[1] == "The correct answer is B: A")
  }

  @Test("an answer by number says how such records are read, and they are")
  func numbers() throws {
    let text = "question,A,B,C,D,answer\nWhat?,w,x,y,z,1\nWhat?,w,x,y,z,0\n"
    let error = try #require(failure(text))
    #expect(error.code == .medqaAnswerNotAnOption && error.location?.line == 2 && error.location?.pointer == "/answer")
    let map = error.fix.split(separator: "--map ").dropFirst().map {
      $0.split(separator: " ").first.map(String.init) ?? ""
    }
    #expect(map == ["opa=/A", "opb=/B", "opc=/C", "opd=/D", "cop=/answer"])
    let batch = try #require(try Samples.reader(Array(text.utf8)).nextBatch())
    let fields = try FieldMap(map)
    let format = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice(map: fields))
    let parsed = try RecordParser(format: format, map: fields).parse(batch.records[0])
    #expect(turns(parsed)[1] == "The correct answer is B: x")
    let mapped = try #require(
      failure(
        "stem,e0,e1,e2,e3,label\nWhat?,w,x,y,z,0\n",
        map: ["question=stem", "options=e0,e1,e2,e3", "answer=label"]))
    #expect(mapped.fix.contains("--map question=/stem --map opa=/e0"), "the maps are whole")
  }

  @Test("columns of any names are mapped at once, in the order of the options")
  func mapped() throws {
    let map = ["question=stem", "options=first,second,the third", "answer=key"]
    let parsed = try parse("stem,first,second,the third,key\nWhat?,x,y,z,C\n", map: map)[0]
    #expect(turns(parsed) == ["What?\n\nOptions:\nA. x\nB. y\nC. z", "The correct answer is C: z"])
    #expect(parsed.conversation.messages[0].parts.contains { $0.field == "/the third" })
    #expect(
      try FieldMap(map).entries.map(\.text) == [
        "question=stem", "option_a=first", "option_b=second", "option_c=the third", "answer=key",
      ])
    for wrong in ["options=a,,b", "options=a,b,c,d,e,f,g,h,i,j,k"] {
      #expect(Samples.failure { _ = try FieldMap([wrong]) }?.code == .recordsInvalidMap)
    }
    #expect(try FieldMap(["options=/a,b"]).entries.map(\.name) == ["options"], "a pointer may hold a comma")
  }

  @Test("records with a letter in cop are read by mapping it")
  func lettersInCop() throws {
    let text = #"{"question":"What?","opa":"w","opb":"x","opc":"y","opd":"z","cop":"C"}"#
    let batch = try #require(try Samples.reader(Array(text.utf8)).nextBatch())
    let error = Samples.failure { _ = try FormatCatalogue.standard().format(for: batch, choice: FormatChoice()) }
    #expect(error?.code == .medmcqaUnknownBase && error?.fix.contains("--map answer_idx=cop") == true)
    #expect(turns(try parse(text, map: ["answer_idx=cop"])[0])[1] == "The correct answer is C: y")
  }
}
