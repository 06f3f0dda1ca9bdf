import Foundation
import Testing

@testable import TrainPackCommands

/// Options mean what they say, and say what is wrong with them.
@Suite("Options")
struct OptionTests {
  let folder = try? TemporaryFolder()
  static let home = ["--home", Places.root]
  static let qwen = ["--profile", "qwen2.5-7b-instruct"] + home

  private func file(_ name: String, _ contents: String) throws -> String {
    try #require(folder).file(name, contents)
  }

  private func bytes(withPrompt contents: String) throws -> Int {
    let prompt = try file("prompt.txt", contents)
    let run = CommandRun(["count", Places.examples, "--system-prompt", prompt, "--json"] + Self.qwen)
    return try #require((run.json?["totals"] as? [String: Any])?["bytes"] as? Int, "\(run.errors)")
  }

  @Test("one line break at the end of a system prompt is not part of it")
  func systemPromptLineBreak() throws {
    let bare = try bytes(withPrompt: "Answer briefly.")
    #expect(try bytes(withPrompt: "Answer briefly.\n") == bare)
    #expect(try bytes(withPrompt: "Answer briefly.\r\n") == bare)
    #expect(try bytes(withPrompt: "Answer briefly.\n\n") == bare + 56)
  }

  @Test(
    "a system prompt that is empty or begins with a byte order mark is refused; so is a missing file, by its option")
  func badSystemPrompt() throws {
    let cases = [
      ("", "input.system-prompt-empty"), (" \n\n", "input.system-prompt-empty"),
      ("\u{FEFF}Be brief.", "input.system-prompt-byte-order-mark"),
    ]
    for (contents, code) in cases {
      let prompt = try file("prompt.txt", contents)
      let run = CommandRun(["check", Places.examples, "--system-prompt", prompt] + Self.qwen)
      #expect(run.status == 2 && run.errors.contains("code: \(code) "), "\(run.errors)")
    }
    for path in ["/nowhere/prompt.txt", Places.root] {
      let run = CommandRun(["check", Places.examples, "--system-prompt", path] + Self.qwen)
      #expect(run.status == 2 && run.errors.contains("error: --system-prompt: "), "\(run.errors)")
    }
    let render = CommandRun("render", "--template", "/nowhere/template.jinja")
    #expect(render.status == 2 && render.errors.contains("error: --template: "), "\(render.errors)")
  }

  @Test("a system prompt for a template that refuses one is refused before the data is read")
  func rejectedSystemPrompt() throws {
    let prompt = try file("prompt.txt", "Be brief.\n")
    for verb in [["check"], ["count"], ["export", "--output", "/nowhere/x"]] {
      let run = CommandRun(
        [verb[0], "/nowhere/data.jsonl"] + verb.dropFirst()
          + ["--profile", "mistral-7b-instruct-v0.1", "--system-prompt", prompt] + Self.home)
      #expect(run.status == 2 && run.errors.contains("input.system-prompt-rejected"), "\(run.errors)")
      #expect(run.errors.contains("mistral-7b-instruct-v0.1") && run.errors.contains("--system-prompt"))
    }
  }

  @Test("a context beyond what the model was trained at is a finding of check and a warning of fit and export")
  func trainedContext() throws {
    let long = ["--context-length", "40000"] + Self.qwen
    let check = CommandRun(["check", Places.examples, "--json"] + long)
    let codes = (check.json?["findings"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
    #expect(codes?.contains("check.beyond-trained-context") == true)
    let folder = try #require(folder).path
    let export = CommandRun(["export", Places.examples, "--output", folder + "/s"] + long)
    #expect(export.status == 0 && export.errors.contains("longer than the 32,768"), "\(export.errors)")
    let fit = CommandRun(["fit", Places.examples, "--output", folder + "/f", "--ledger", folder + "/l"] + long)
    #expect(fit.errors.contains("longer than the 32,768"), "\(fit.errors)")
    #expect(!CommandRun(["count", Places.examples] + Self.qwen).errors.contains("longer than"))
  }

  @Test("check, fit and export refuse the same context lengths with the same error")
  func contextBounds() throws {
    let verbs = [
      ["check"], ["fit", "--output", "/nowhere/f", "--ledger", "/nowhere/l"], ["export", "--output", "/nowhere/s"],
    ]
    for verb in verbs {
      let arguments = [verb[0], Places.examples] + verb.dropFirst() + Self.qwen
      let above = CommandRun(arguments + ["--context-length", "16777217"])
      #expect(above.status == 2 && above.errors.contains("code: fit.budget "), "\(above.errors)")
      #expect(above.errors.contains("16777216"))
      let below = CommandRun(arguments + ["--context-length", "-1"])
      #expect(below.status == 64 && below.errors.contains("from 1 on, not -1"), "\(below.errors)")
    }
  }

  @Test("the context length, not the budget, is where a trainer truncates")
  func truncation() throws {
    let run = CommandRun(["check", Places.examples, "--context-length", "1500", "--reserve", "1000"] + Self.qwen)
    #expect(run.output.contains("check.overflow") && !run.output.contains("check.answer-would-be-truncated"))
  }

  @Test("a second --profile is refused by verbs that take one, naming both")
  func secondProfile() {
    let two = ["--profile", "mistral-7b-instruct-v0.3", "--profile", "qwen2.5-7b-instruct"]
    let runs = [
      ["count", Places.examples], ["fit", Places.examples, "--output", "/x", "--ledger", "/y"],
      ["export", Places.examples, "--output", "/x"], ["tokenize"],
    ]
    for arguments in runs {
      let run = CommandRun(arguments + two)
      #expect(run.status == 64, "\(arguments)")
      #expect(run.errors.contains("mistral-7b-instruct-v0.3 and qwen2.5-7b-instruct"), "\(run.errors)")
    }
  }

  @Test("check takes several models: a report each, a list in JSON")
  func severalProfiles() throws {
    let two = ["--profile", "mistral-7b-instruct-v0.3", "--profile", "qwen2.5-7b-instruct"] + Self.home
    let json = CommandRun(["check", Places.examples, "--json"] + two)
    let reports = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(reports.map { ($0["fit"] as? [String: Any])?["profile"] as? String } == [two[1], two[3]])
    let text = CommandRun(["check", Places.examples] + two).output
    #expect(text.contains("for mistral-7b-instruct-v0.3\n") && text.contains("for qwen2.5-7b-instruct\n"))
    #expect(CommandRun(["check", "-"] + two).status == 64)
  }

  @Test("count says what a field is, and which options do not go with it")
  func countField() throws {
    let field = ["count", Places.examples, "--tokenizer", "qwen", "--field"]
    let object = CommandRun(field + ["options"] + Self.home)
    #expect(object.status == 2 && object.errors.contains("is an object, not a string"), "\(object.errors)")
    #expect(!object.errors.contains("did you mean"))
    #expect(CommandRun(field + ["question", "--input-format", "medqa"]).status == 64)
    #expect(CommandRun(field + ["question", "--system-prompt", "x"]).status == 64)
    let unknown = CommandRun(["count", Places.examples, "--tokenizer", "qwem", "--field", "question"] + Self.home)
    #expect(unknown.status == 2 && unknown.errors.contains("`trainpack vocabularies list`"), "\(unknown.errors)")
    #expect(unknown.errors.contains("nearest names are qwen"))
  }
}
