import Foundation
import Testing

@testable import TrainPackCommands

/// Records with calls of tools, for models that take them in different forms or not at all.
@Suite("Calls of tools, on the command line")
struct ToolCallCommandTests {
  let folder = try? TemporaryFolder()
  static let home = ["--home", Places.root]
  private static let record = """
    {"messages":[{"role":"user","content":"Dose?"},{"role":"assistant","content":null,"tool_calls":[{"type":"function",\
    "function":{"name":"dose","arguments":ARGUMENTS}}]},{"role":"tool","content":"5 mg"},\
    {"role":"assistant","content":"5 mg."}]}
    """
  private static let plain =
    #"{"messages":[{"role":"user","content":"Hi."},{"role":"assistant","content":"Hello."}]}"#

  private func data(_ arguments: String = #"{"drug":"x"}"#) throws -> String {
    try #require(folder).file(
      "calls.jsonl", Self.plain + "\n" + Self.record.replacing("ARGUMENTS", with: arguments) + "\n")
  }

  @Test(
    "a model whose template renders no calls says so at the record, and leaving such records out works",
    arguments: ["generic-alpaca", "generic-chatml", "mistral-7b-instruct-v0.1"])
  func refused(profile: String) throws {
    let data = try data()
    let model = ["--profile", profile] + Self.home
    for verb in [["count"], ["export", "--output", try #require(folder).path + "/out"]] {
      let run = CommandRun([verb[0], data] + verb.dropFirst() + model)
      #expect(run.status == 2)
      for words in [
        "renders no calls of tools, and message 2 of the record calls one", "calls.jsonl:2", "/messages/1/tool_calls/0",
        "--on-bad-record skip", "code: template.no-tool-calls",
      ] {
        #expect(run.errors.contains(words), "\(run.errors)")
      }
    }
    let check = CommandRun(["check", data] + model)
    #expect(check.status == 1 && check.output.contains("renders no calls of tools"), "\(check.output)\(check.errors)")
    let skipped = CommandRun(
      ["count", data, "--on-bad-record", "skip", "--rejects", try #require(folder).path + "/rejects", "--json"] + model)
    #expect(skipped.status == 0)
    #expect((skipped.json?["totals"] as? [String: Any])?["records"] as? Int == 1, "\(skipped.output)")
  }

  @Test("a call that a template leaves out beside a text is said to be one")
  func leftOut() throws {
    let data = try #require(folder).file(
      "beside.jsonl",
      Self.record.replacing("ARGUMENTS", with: "{}").replacing(#""content":null"#, with: #""content":"I look.""#)
        .replacing(#"{"role":"tool","content":"5 mg"},"#, with: #"{"role":"user","content":"And?"},"#) + "\n")
    let run = CommandRun(
      ["export", data, "--profile", "generic-chatml", "--output", try #require(folder).path + "/left"] + Self.home)
    #expect(run.status == 2 && run.errors.contains("leaves out a call of a tool in message 2"), "\(run.errors)")
    #expect(run.errors.contains("/messages/1/tool_calls/0"))
  }

  @Test("a template that wants identifiers says what to write")
  func identifiers() throws {
    let run = CommandRun(["count", try data(), "--profile", "mistral-7b-instruct-v0.3"] + Self.home)
    #expect(run.status == 2 && run.errors.contains("code: template.call-identifier"), "\(run.errors)")
    #expect(run.errors.contains("\"tool_call_id\""))
  }

  @Test("an integer beyond 64 bits is told inside the arguments, and the quotes of the fix work")
  func tooLarge() throws {
    let model = ["--profile", "qwen2.5-7b-instruct"] + Self.home
    for (arguments, quote) in [
      (#"{"doses":[1,12345678901234567890]}"#, "\""), (#""{\"doses\":[1,12345678901234567890]}""#, #"\""#),
    ] {
      let run = CommandRun(["count", try data(arguments)] + model)
      #expect(run.status == 2 && run.errors.contains("code: render.number-too-large"))
      #expect(run.errors.contains("the integer 12345678901234567890 at /doses/1, which is beyond 64 bits"))
      #expect(run.errors.contains("/messages/1/tool_calls/0"), "\(run.errors)")
      let quoted = quote + "12345678901234567890" + quote
      #expect(run.errors.contains("quotes around this one: " + quoted), "\(run.errors)")
      let mended = CommandRun(["count", try data(arguments.replacing("12345678901234567890", with: quoted))] + model)
      #expect(mended.status == 0, "\(mended.errors)")
    }
    let tools =
      Self.plain.dropLast()
      + #","tools":[{"type":"function","function":{"name":"f","parameters":{"m":12345678901234567890}}}]}"#
    let file = try #require(folder).file("tools.jsonl", tools + "\n")
    let run = CommandRun(["count", file] + model)
    #expect(
      run.errors.contains("the definition of tool 1 holds the integer 12345678901234567890 at /function/parameters/m"),
      "\(run.errors)")
  }

  @Test("profiles show says what the template makes of calls")
  func shown() throws {
    let facts = { (profile: String) in
      CommandRun(["profiles", "show", profile, "--json"] + Self.home).json?["template"] as? [String: Any]
    }
    let deepseek = try #require(facts("deepseek-v3"))
    #expect(deepseek["tool_calls"] as? Bool == true && deepseek["tool_arguments"] as? String == "string of JSON")
    for profile in ["mistral-7b-instruct-v0.3", "mistral-nemo-instruct-2407"] {
      let mistral = try #require(facts(profile))
      #expect(mistral["tool_arguments"] as? String == "string of JSON" && mistral["call_identifiers"] as? Bool == true)
    }
    #expect(facts("qwen2.5-7b-instruct")?["tool_arguments"] as? String == "object")
    let llama = try #require(facts("llama-2-7b-chat"))
    #expect(llama["tool_calls"] as? Bool == false && llama["tool_arguments"] is NSNull)
    let text = CommandRun(["profiles", "show", "deepseek-v3"] + Self.home).output
    #expect(text.contains("their arguments as") && text.contains("string of JSON"))
  }

  @Test("rows of messages carry the arguments as the string that a template gets")
  func rows() throws {
    for (arguments, written) in [
      (#"{"drug":"é","n":1e1}"#, #"{"drug": "é", "n": 10.0}"#),
      (#""{ \"drug\":\"é\" }""#, #"{ "drug":"é" }"#),
    ] {
      let out = try #require(folder).path + "/rows"
      let run = CommandRun(
        [
          "export", try data(arguments), "--profile", "qwen2.5-7b-instruct", "--rows", "messages", "--layout", "jsonl",
          "--force", "--output", out,
        ] + Self.home)
      #expect(run.status == 0, "\(run.errors)")
      let shard = try String(contentsOfFile: out + "/data/train-00000-of-00001.jsonl", encoding: .utf8)
      let line = try #require(shard.split(separator: "\n").last)
      let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let messages = try #require(row["messages"] as? [[String: Any]])
      let call = try #require((messages[1]["tool_calls"] as? [[String: Any]])?.first?["function"] as? [String: Any])
      #expect(call["arguments"] as? String == written)
    }
  }
}
