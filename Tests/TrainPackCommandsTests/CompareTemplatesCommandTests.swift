import Foundation
import Testing

@testable import TrainPackCommands

/// Two templates on the same records: what is the same, what is not, and where.
@Suite("Comparison of templates")
struct CompareTemplatesCommandTests {
  let folder = try? TemporaryFolder()
  static let home = ["--home", Places.root]
  static let qwen = ["--profile", "qwen2.5-7b-instruct"]

  /// A plain template of turns. Its parts can be replaced.
  static let plain = """
    {%- for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}\
    {%- endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """
  /// The same with a longer cue.
  static let thinking = plain.replacingOccurrences(of: "assistant\\n' }}", with: "assistant\\n<think>' }}")
  /// The same with the texts of all messages marked as what is trained.
  static let tagged = """
    {%- for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}{% generation %}\
    {{ message['content'] + '<|im_end|>\\n' }}{% endgeneration %}\
    {%- endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
    """
  static let chat =
    #"{"messages":[{"role":"user","content":" two words "},{"role":"assistant","content":"yes"}]}"#
  static let systemChat =
    #"{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"why"},{"role":"assistant","content":"so"}]}"#
  static let longChat =
    #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"bb"},{"role":"user","content":"c"},{"role":"assistant","content":"dd"}]}"#

  private func compare(
    _ a: String, _ b: String, _ records: String, options: [String] = [], profile: [String] = Self.qwen
  ) throws -> CommandRun {
    let folder = try #require(folder)
    return CommandRun(
      [
        "compare-templates", try folder.file("a.jinja", a), try folder.file("b.jinja", b),
        try folder.file("data.jsonl", records),
      ] + profile + options + Self.home + ["--json"])
  }

  private func counts(_ run: CommandRun, _ key: String = "records") throws -> [String: Int] {
    try #require(run.json?[key] as? [String: Int], "\(run.errors)")
  }

  private func rows(_ run: CommandRun, _ key: String) throws -> [[String: Any]] {
    try #require(run.json?[key] as? [[String: Any]], "\(run.errors)\(run.output)")
  }

  @Test("a template is the same as itself")
  func same() throws {
    let run = try compare(Self.plain, Self.plain, [Self.chat, Self.systemChat, Self.longChat].joined(separator: "\n"))
    #expect(run.status == 0, "\(run.errors)")
    let counts = try counts(run)
    #expect(counts["records"] == 3 && counts["same"] == 3 && counts["different"] == 0 && counts["loss_differs"] == 0)
    let prompts = try self.counts(run, "prompts")
    #expect(prompts["prompts"] == 4 && prompts.values.reduce(0, +) == 4, "\(prompts)")
    #expect(try rows(run, "kinds").isEmpty && rows(run, "differences").isEmpty && rows(run, "findings").isEmpty)
    let templates = try rows(run, "templates")
    #expect(templates[0]["tokens"] as? Int == templates[1]["tokens"] as? Int)
    #expect(templates[0]["sha256"] as? String == templates[1]["sha256"] as? String)
  }

  /// What is changed in the second template, for which record, what kinds come of it, and where the tokens part.
  struct Change: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let record: String
    let kinds: [String]
    let place: String
    var testDescription: String { kinds.joined(separator: ", ") }

    init(_ old: String, _ new: String, _ record: String, _ kinds: [String], _ place: String) {
      (self.old, self.new, self.record, self.kinds, self.place) = (old, new, record, kinds, place)
    }
  }

  static let changes = [
    Change("message['content']", "message['content']|trim", chat, ["white-space"], "token 3, in message 1 (user)"),
    Change("'<|im_end|>\\n'", "'<|im_end|>'", chat, ["white-space"], "before message 2 (assistant)"),
    Change("message['content']", "message['content']|upper", chat, ["content-changed"], "in message 1 (user)"),
    Change(
      "message['content']", "message['content'] + message['content']", longChat, ["content-repeated-by-B"],
      "in message 1 (user)"),
    Change(
      "message['content']", "(message['content'] if message['role'] != 'assistant' else 'x')", chat,
      ["content-dropped-by-B"], "in message 2 (assistant)"),
    Change(
      "for message in messages", "for message in messages if message['role'] != 'system'", systemChat,
      ["system-prompt", "content-dropped-by-B"], "before message 1 (system)"),
    Change(
      "{%- for", "{{ '<|im_start|>system\\nBe kind.<|im_end|>\\n' if messages[0]['role'] != 'system' }}{%- for", chat,
      ["system-prompt"], "token 1, before message 1 (user)"),
    Change(
      "message['role'] + '\\n'", "message['role'] + ':'", systemChat, ["system-prompt", "cue"], "before message 1"),
    Change(
      "for message in messages", "for message in messages|reverse", longChat, ["order"], "before message 1 (user)"),
    Change(
      "'<|im_end|>\\n'", "('<|im_end|>\\n' if message['role'] != 'assistant' else '<|endoftext|>\\n')", longChat,
      ["turn-end"], "before message 3 (user)"),
    Change(
      "'<|im_start|>' + message['role']", "('<|im_start|>' if message['role'] != 'user' else 'U ') + message['role']",
      longChat, ["template-words"], "token 0, before message 1 (user)"),
    Change(
      "'<|im_start|>' + message['role'] + '\\n'",
      "'<|im_start|>' + message['role'] + ('\\n<think>\\n\\n</think>\\n\\n' if message['role'] == 'assistant' else '\\n')",
      longChat, ["cue"], "before message 2 (assistant)"),
    Change("{%- for", "Today 26 Jul 2024.{%- for", chat, ["template-words"], "token 0, before message 1 (user)"),
  ]

  @Test("each kind of difference is told, with the place where the tokens part", arguments: changes)
  func kinds(_ change: Change) throws {
    let changed = Self.plain.replacingOccurrences(of: change.old, with: change.new)
    #expect(changed != Self.plain)
    let run = try compare(Self.plain, changed, change.record)
    #expect(run.status == 1, "\(run.errors)")
    #expect(try counts(run)["different"] == 1)
    let row = try #require(try rows(run, "differences").first)
    #expect(row["kinds"] as? [String] == change.kinds, "\(row)")
    #expect((row["summary"] as? String)?.contains(change.place) == true, "\(row)")
    let back = try compare(changed, Self.plain, change.record)
    let other = try #require(try rows(back, "differences").first)
    let mirrored = change.kinds.map { $0.replacingOccurrences(of: "-by-B", with: "-by-A") }
    #expect((other["kinds"] as? [String])?.sorted() == mirrored.sorted(), "\(other)")
    #expect(other["token"] as? Int == row["token"] as? Int && other["a"] as? String == row["b"] as? String)
  }

  @Test("dates alone are told as dates, whoever writes them")
  func dates() throws {
    let dated = { (date: String) in Self.plain.replacingOccurrences(of: "{%- for", with: "Today \(date).{%- for") }
    let clock = dated("{{ strftime_now('%d %b %Y') }}")
    let run = try compare(dated("26 Jul 2024"), clock, Self.chat, options: ["--now", "2026-11-21"])
    #expect(try rows(run, "kinds").map { $0["kind"] as? String } == ["date"])
    let row = try #require(try rows(run, "differences").first)
    let shown = (row["b"] as? String)?.replacingOccurrences(of: "▸", with: "")
    #expect(shown?.contains("Today 21 Nov 2026.") == true, "\(row)")
    let without = try compare(dated("26 Jul 2024"), clock, Self.chat)
    #expect(without.status == 1)
    #expect(try counts(without)["refused_by_b"] == 1)
    #expect((try rows(without, "findings").first?["fix"] as? String)?.contains("--now") == true)
  }

  @Test(
    "the token that begins a text is missing, or there twice", arguments: [("", "missing"), ("<s><s>", "repeated")])
  func beginningToken(written: String, how: String) throws {
    let template = { (beginning: String) in
      beginning + "{% for message in messages %}[INST] {{ message['content'] }}{% endfor %}"
    }
    let profile = ["--profile", "mistral-7b-instruct-v0.3"]
    let run = try compare(template("{{ bos_token }}"), template(written), Self.chat, profile: profile)
    #expect(try rows(run, "kinds").map { $0["kind"] as? String } == ["beginning-token-\(how)"], "\(run.output)")
    #expect(try rows(run, "kinds").map { $0["by"] as? String } == ["B"])
    let row = try #require(try rows(run, "differences").first)
    #expect(row["token"] as? Int == (how == "missing" ? 0 : 1))
  }

  @Test("a record that one template refuses is a difference; what both refuse is counted")
  func refusals() throws {
    let strict = { (role: String) in
      "{% if messages[0]['role'] == '\(role)' %}{{ raise_exception('no \(role), please') }}{% endif %}" + Self.plain
    }
    let records = [Self.chat, Self.systemChat].joined(separator: "\n")
    let run = try compare(Self.plain, strict("system"), records)
    #expect(run.status == 1)
    #expect(try counts(run)["refused_by_b"] == 1 && counts(run)["refused_by_a"] == 0 && counts(run)["same"] == 1)
    let refusal = try #require(try rows(run, "refusals").first)
    #expect(refusal["by"] as? String == "B")
    #expect((refusal["message"] as? String)?.contains("no system, please") == true)
    #expect((refusal["place"] as? String)?.hasSuffix("data.jsonl:2\"") == true, "\(refusal)")
    #expect(try rows(run, "findings").map { $0["code"] as? String } == ["compare-templates.refused"])
    let some = try compare(strict("system"), strict("system"), records)
    #expect(some.status == 0)
    #expect(try counts(some)["refused_by_both"] == 1)
    #expect(try rows(some, "findings").map { $0["severity"] as? String } == ["warning"])
    let none = try compare(strict("system"), strict("system"), Self.systemChat)
    #expect(none.status == 1)
    #expect(try rows(none, "findings").map { $0["severity"] as? String } == ["error"])
  }

  @Test("a prompt that is not the beginning of what is trained is told, where the records are the same")
  func prompts() throws {
    let run = try compare(Self.plain, Self.thinking, Self.longChat)
    #expect(run.status == 1)
    #expect(try counts(run)["same"] == 1)
    let prompts = try counts(run, "prompts")
    #expect(prompts["not_beginning"] == 2 && prompts["where_records_part"] == 0 && prompts["other_tokens"] == 0)
    let row = try #require(try rows(run, "prompt_differences").first)
    #expect(row["answer"] as? Int == 2 && row["is_text"] as? Bool == true)
    #expect((row["b"] as? String)?.hasSuffix("▸<think> (end)") == true, "\(row)")
    #expect(try rows(run, "findings").map { $0["code"] as? String } == ["compare-templates.prompt"])
    // What training renders with the cue is not asked: only the server's is sent.
    #expect(try compare(Self.thinking, Self.plain, Self.longChat).status == 0)
  }

  @Test("a prompt that is refused is told")
  func refusedPrompts() throws {
    let whole = "{% if add_generation_prompt %}{{ raise_exception('no cue') }}{% endif %}" + Self.plain
    let run = try compare(Self.plain, whole, Self.chat)
    #expect(run.status == 1)
    #expect(try counts(run, "prompts")["refused_records"] == 1)
    #expect(try rows(run, "findings").map { $0["code"] as? String } == ["compare-templates.refused"])
  }

  @Test("a prompt whose last token is another in training is a warning")
  func promptTokens() throws {
    let record = Self.chat.replacingOccurrences(of: "\"yes\"", with: "\"\\n\\nyes\"")
    let run = try compare(Self.plain, Self.plain, record)
    #expect(run.status == 0, "\(run.output)")
    let prompts = try counts(run, "prompts")
    #expect(prompts["not_beginning"] == 0 && prompts["other_tokens"] == 1)
    #expect(try rows(run, "prompt_differences").first?["is_text"] as? Bool == false)
    #expect(try rows(run, "findings").map { $0["code"] as? String } == ["compare-templates.prompt-tokens"])
  }

  @Test("another loss mask of the same tokens is a warning, with the first token that one of them trains")
  func lossMask() throws {
    let run = try compare(Self.plain, Self.tagged, Self.chat)
    #expect(run.status == 0, "\(run.output)")
    #expect(try counts(run)["same"] == 1 && counts(run)["loss_differs"] == 1)
    let row = try #require(try rows(run, "loss_differences").first)
    #expect(row["trained_by"] as? String == "B" && row["role"] as? String == "user" && row["token"] as? Int == 3)
    #expect(try rows(run, "templates").map { $0["marks_generation"] as? Bool } == [false, true])
    #expect(try rows(run, "findings").map { $0["code"] as? String } == ["compare-templates.loss"])
  }

  @Test("special tokens that a record spells are text with both")
  func spelledTokens() throws {
    let record = Self.chat.replacingOccurrences(of: " two words ", with: "<|im_end|> two <|im_start|>")
    let run = try compare(Self.plain, "qwen", record, options: ["--show", "0"])
    #expect(run.status == 1)
    #expect(try rows(run, "differences").isEmpty && counts(run)["different"] == 1)
    #expect(try compare(Self.plain, Self.plain, record).status == 0)
  }

  @Test("the rejected answers of preference pairs are compared, too")
  func preferences() throws {
    let record =
      #"{"prompt":"why","chosen":"so","rejected":"not so"}"#
    let changed = Self.plain.replacingOccurrences(
      of: "message['content']", with: "message['content']|replace('not','NOT')")
    let run = try compare(Self.plain, changed, record)
    #expect(try counts(run)["different"] == 1 && counts(run)["same"] == 0, "\(run.output)")
  }

  @Test("a file is served by the profile beside it, and profiles are compared as they are")
  func profiles() throws {
    let folder = try #require(folder)
    let data = try folder.file("data.jsonl", Self.systemChat)
    let template = try folder.file("plain.jinja", Self.plain)
    let run = CommandRun(["compare-templates", template, "Qwen/Qwen2.5-7B-Instruct", data, "--json"] + Self.home)
    #expect(run.status == 0, "\(run.errors)\(run.output)")
    let served = try rows(run, "templates").map { $0["profile"] as? String }
    #expect(served == ["qwen2.5-7b-instruct", "qwen2.5-7b-instruct"])
    let two = CommandRun(
      ["compare-templates", "mistral-7b-instruct-v0.1", "generic-alpaca", data, "--json"] + Self.home)
    #expect(two.status == 1)
    #expect(try counts(two)["refused_by_a"] == 1)
    let other = CommandRun(
      ["compare-templates", "mistral-7b-instruct-v0.1", "qwen2.5-7b-instruct", data] + Self.home)
    #expect(other.status == 2 && other.errors.contains("compare-templates.vocabularies"), "\(other.errors)")
    let server = CommandRun(
      ["compare-templates", template, "qwen2.5-7b-instruct", data, "--profile", "mistral-7b-instruct-v0.3"] + Self.home)
    #expect(server.status == 2 && server.errors.contains("compare-templates.vocabularies"), "\(server.errors)")
  }

  @Test("what cannot be run is an error, with its code")
  func errors() throws {
    let folder = try #require(folder)
    let data = try folder.file("data.jsonl", Self.chat)
    let template = try folder.file("plain.jinja", Self.plain)
    let broken = try folder.file("broken.jinja", "{% for %}")
    let qwen = "qwen2.5-7b-instruct"
    let run = { (arguments: [String]) in CommandRun(["compare-templates"] + arguments + Self.home) }
    #expect(run([template, template, data]).status == 64)
    #expect(run([qwen, qwen, data, "--profile", qwen]).status == 64)
    #expect(run([qwen, qwen, data, "--show", "-1"]).status == 64)
    #expect(run([qwen, template]).status == 64)
    for (arguments, code) in [
      ([qwen, broken, data], "template.syntax"), ([qwen, "missing.jinja", data], "profile.unreadable"),
      ([qwen, "qwem", data], "profile.unknown"), ([qwen, template, "missing.jsonl"], "input.not-found"),
    ] {
      let failed = run(arguments)
      #expect(failed.status == 2 && failed.errors.contains("code: \(code) "), "\(failed.errors)")
    }
  }

  @Test("records that cannot be read are set aside, and counted")
  func badRecords() throws {
    let folder = try #require(folder)
    let records = "\(Self.chat)\n{\n"
    #expect(try compare(Self.plain, Self.plain, records).status == 2)
    let skip = ["--on-bad-record", "skip", "--rejects", folder.path + "/rejects.jsonl"]
    let run = try compare(Self.plain, Self.plain, records, options: skip)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try counts(run)["rejected"] == 1 && counts(run)["same"] == 1)
  }

  @Test("the output does not depend on --jobs, and a way to differ is shown once")
  func jobs() throws {
    let records = (0..<2_000).map { index in
      Self.longChat.replacingOccurrences(of: "\"c\"", with: "\"question \(index)\"")
    }
    let changed = Self.plain.replacingOccurrences(of: "'<|im_end|>\\n'", with: "'<|im_end|>'")
    let runs = try ["1", "3"].map {
      try compare(Self.plain, changed, records.joined(separator: "\n"), options: ["--jobs", $0])
    }
    #expect(runs[0].output == runs[1].output && !runs[0].output.isEmpty)
    let differences = try rows(runs[0], "differences")
    #expect(differences.count == 1 && differences[0]["records"] as? Int == 2_000)
    #expect((differences[0]["summary"] as? String)?.contains("1,999 records more like it") == true)
  }

  @Test("the text says what stands on each side")
  func text() throws {
    let folder = try #require(folder)
    let data = try folder.file("data.jsonl", Self.chat)
    let changed = try folder.file(
      "b.jinja", Self.plain.replacingOccurrences(of: "'<|im_end|>\\n'", with: "'<|im_end|>'"))
    let template = try folder.file("a.jinja", Self.plain)
    let arguments = ["compare-templates", template, changed, data] + Self.qwen + Self.home
    let text = CommandRun(arguments, width: 120)
    for excerpt in [
      "▸\\n<|im_start|>assistant\\nyes<|im_end|>\\n (end)", "▸<|im_start|>assistant\\nyes<|im_end|> (end)",
    ] {
      #expect(text.output.contains("two words <|im_end|>\(excerpt)\n"), "\(text.output)")
    }
    let markdown = CommandRun(arguments + ["--format", "markdown"])
    #expect(markdown.output.contains("## Where they first part") && markdown.status == 1)
  }
}
