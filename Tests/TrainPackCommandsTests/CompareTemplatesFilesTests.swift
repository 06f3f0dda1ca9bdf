import Foundation
import Testing

@testable import TrainPackCommands

/// Templates that a model's files hold, and what a server gives them.
@Suite("Files and variables of compared templates")
struct CompareTemplatesFilesTests {
  let folder = try? TemporaryFolder()
  private static let options = CompareTemplatesCommandTests.qwen + CompareTemplatesCommandTests.home + ["--json"]
  private static let plain = CompareTemplatesCommandTests.plain
  /// Writes a line of reasoning before answers unless it is told not to.
  private static let switched = plain.replacingOccurrences(
    of: "message['content']",
    with:
      "('<think>' if message['role'] == 'assistant' and (enable_thinking is not defined or enable_thinking) else '') + message['content']"
  )
  private static let toolRecord =
    #"{"messages":[{"role":"user","content":"dose?"},{"role":"assistant","content":"none"}],"tools":[{"type":"function","function":{"name":"look","description":"d","parameters":{"type":"object","properties":{}}}}]}"#

  private func config(_ value: Any, _ tokens: [String: Any] = [:]) throws -> String {
    let object = tokens.merging(["chat_template": value]) { first, _ in first }
    return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
  }

  private func write(_ name: String, _ contents: String) throws -> String {
    let folder = try #require(folder)
    let parent = URL(fileURLWithPath: folder.path + "/" + name).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    return try folder.file(name, contents)
  }

  private func run(
    _ a: String, _ b: String, _ record: String = CompareTemplatesCommandTests.chat, _ more: [String] = []
  ) throws -> CommandRun {
    let data = try #require(folder).file("data.jsonl", record)
    return CommandRun(["compare-templates", a, b, data] + more + Self.options)
  }

  private func templates(_ run: CommandRun) throws -> [[String: Any]] {
    try #require(run.json?["templates"] as? [[String: Any]], "\(run.errors)")
  }

  private func same(_ run: CommandRun) throws -> Int {
    let records = try #require(run.json?["records"] as? [String: Any], "\(run.errors)")
    return records["same"] as? Int ?? -1
  }

  @Test("a tokenizer_config.json, alone and in its folder, is its template")
  func config() throws {
    let folder = try #require(folder)
    let file = try write("model/tokenizer_config.json", try config(Self.plain))
    let template = try write("plain.jinja", Self.plain)
    for name in [file, folder.path + "/model", folder.path + "/model/"] {
      let run = try run(template, name)
      #expect(run.status == 0, "\(run.errors)\(run.output)")
      let sums = try templates(run).map { $0["sha256"] as? String }
      #expect(sums[0] != nil && sums[0] == sums[1])
    }
    _ = try write("model/chat_template.jinja", CompareTemplatesCommandTests.thinking)
    #expect(try same(run(template, folder.path + "/model")) == 1)
    #expect(try run(template, folder.path + "/model").status == 1, "chat_template.jinja counts first")
    #expect(try run(template, file).status == 0, "a file that is named is read")
  }

  @Test("of named templates tool_use renders records with tools, and default the others")
  func named() throws {
    let list = [
      ["name": "default", "template": Self.plain], ["name": "tool_use", "template": "{{ tools|length }}" + Self.plain],
    ]
    let file = try write("tokenizer_config.json", try config(list))
    let template = try write("plain.jinja", Self.plain)
    let without = try run(template, file)
    #expect(without.status == 0, "\(without.errors)\(without.output)")
    let with = try run(template, file, Self.toolRecord)
    #expect(with.status == 1)
    #expect(try same(with) == 0)
    let rows = try templates(with)
    #expect(rows[0]["tool_template_sha256"] is NSNull && rows[1]["tool_template_sha256"] is String, "\(rows)")
    let only = try write("only/tokenizer_config.json", try config([list[1]]))
    #expect(try run(template, only).status == 1)
  }

  @Test("special tokens are those of the file, where it names them")
  func tokens() throws {
    let ending = Self.plain + "{{ eos_token }}"
    let template = try write("ending.jinja", ending)
    let other = try write(
      "other/tokenizer_config.json", try config(ending, ["eos_token": ["content": "<|endoftext|>"]]))
    let own = try write("own/tokenizer_config.json", try config(ending))
    let none = try write("none/tokenizer_config.json", try config(ending, ["eos_token": NSNull()]))
    #expect(try same(run(template, own)) == 1)
    let differs = try run(template, other)
    #expect(differs.status == 1)
    let rows = try #require(differs.json?["differences"] as? [[String: Any]])
    #expect(rows.first?["b_id"] as? Int == 151_643 && rows.first?["a_id"] as? Int == 151_645, "\(rows)")
    #expect(try same(run(template, none)) == 0)
  }

  @Test("variables of a server are given to its template alone")
  func variables() throws {
    let plain = try write("plain.jinja", Self.plain)
    let switched = try write("switched.jinja", Self.switched)
    #expect(try run(plain, switched).status == 1)
    let off = try run(plain, switched, CompareTemplatesCommandTests.chat, ["--set-b", "enable_thinking=false"])
    #expect(off.status == 0, "\(off.errors)\(off.output)")
    #expect(try templates(off).map { $0["variables"] as? [String] } == [[], ["enable_thinking=false"]])
    let text = try run(plain, switched, CompareTemplatesCommandTests.chat, ["--set-b", "enable_thinking=\"\""])
    #expect(text.status == 0, "an empty text is false")
    let both = try run(
      switched, switched, CompareTemplatesCommandTests.chat,
      ["--set-a", "enable_thinking=true", "--set-b", "enable_thinking=no"])
    #expect(both.status == 0, "a value that is no JSON is a text")
  }

  @Test("what cannot be given or read is an error, with its code")
  func errors() throws {
    let folder = try #require(folder)
    let switched = try write("switched.jinja", Self.switched)
    for option in ["messages=[]", "tools=1", "=1", "1a=2", "enable_thinking"] {
      #expect(try run(switched, switched, "{}", ["--set-b", option]).status == 64, "\(option)")
    }
    let misspelt = try run(
      switched, switched, CompareTemplatesCommandTests.chat, ["--set-a", "enable_thinkin=false"])
    #expect(misspelt.status == 2 && misspelt.errors.contains("code: compare-templates.unread-variable "))
    #expect(misspelt.errors.contains("did you mean \"enable_thinking\"?"), "\(misspelt.errors)")
    let empty = try write("empty/tokenizer_config.json", "{}")
    let list = try write("list/tokenizer_config.json", "[]")
    let number = try write("number/tokenizer_config.json", #"{"chat_template":1}"#)
    let entry = try write("entry/tokenizer_config.json", #"{"chat_template":[{"name":"default"}]}"#)
    try FileManager.default.createDirectory(atPath: folder.path + "/nothing", withIntermediateDirectories: true)
    for name in [empty, list, number, entry, folder.path + "/nothing/"] {
      let failed = try run(switched, name)
      #expect(failed.status == 2 && failed.errors.contains("code: compare-templates.no-template "), "\(failed.errors)")
    }
    let broken = try write("broken/tokenizer_config.json", #"{"chat_template": "{% for %}"}"#)
    #expect(try run(switched, broken).errors.contains("code: template.syntax "))
    let cut = try write("cut/tokenizer_config.json", #"{"chat_template": "#)
    #expect(try run(switched, cut).errors.contains("code: json."))
  }
}
