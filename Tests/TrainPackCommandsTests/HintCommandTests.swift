import Foundation
import SizeHints
import Testing

@testable import TrainPackCommands

/// What `hint` says, and on what it rests.
@Suite("Hint")
struct HintCommandTests {
  let folder = try? TemporaryFolder()
  static let home = ["--home", Places.root]
  static let mistral = ["--profile", "mistral-7b-instruct-v0.3"] + home
  static let llamaConfig = #"""
    {"architectures":["LlamaForCausalLM"],"model_type":"llama","hidden_size":4096,"num_hidden_layers":32,
     "num_attention_heads":32,"num_key_value_heads":8,"intermediate_size":14336,"vocab_size":128256}
    """#

  private static let tools = #"{"type":"function","function":{"name":"dose","description":"d","parameters":{}}}"#
  /// Three records, two of them with the definition of a tool.
  static let recordsWithTools = """
    {"messages":[{"role":"user","content":"Hi."},{"role":"assistant","content":"Hello."}]}
    {"tools":[\(tools)],"messages":[{"role":"user","content":"Dose?"},{"role":"assistant","content":"5 mg."}]}
    {"tools":[\(tools)],"messages":[{"role":"user","content":"Again?"},{"role":"assistant","content":"6 mg."}]}

    """

  private func hint(_ arguments: [String]) -> CommandRun { CommandRun(["hint"] + arguments + ["--json"]) }

  private func value(_ run: CommandRun, _ group: String, _ key: String) throws -> Any {
    let facts = try #require(run.json?[group] as? [String: Any], "\(run.errors)")
    return try #require((facts[key] as? [String: Any])?["value"], "\(facts)")
  }

  /// Runs that together say everything that hint can say: 7B and 70B, full and LoRA.
  private func runs() throws -> [CommandRun] {
    let config = try #require(folder).file("config.json", Self.llamaConfig)
    return [
      Self.mistral + ["--method", "full"], Self.mistral + ["--method", "lora", "--goal", "style", "--epochs", "5"],
      Self.mistral + [Places.examples, "--method", "qlora", "--batch-size", "4", "--epochs", "2"],
      Self.mistral + [Places.examples, "--goal", "domain", "--batch-tokens", "4096"],
      ["--parameters", "70.6B", "--method", "full", "--goal", "domain"],
      ["--parameters", "70.6B", "--method", "lora", "--records", "1000", "--loss-tokens", "150000"],
      [
        "--config", config, "--records", "10174", "--loss-tokens", "1500000", "--tokens", "3000000", "--batch-size",
        "32",
      ],
    ].map(hint)
  }

  @Test(
    "every line that gives a number names evidence, and the evidence stands in the report with source and confidence")
  func traceable() throws {
    for run in try runs() {
      #expect(run.status == 0, "\(run.errors)")
      let json = try #require(run.json)
      let listed = try #require(json["evidence"] as? [[String: Any]])
      let ids = Set(listed.compactMap { $0["id"] as? String })
      for entry in listed {
        for key in ["statement", "source", "confidence"] { #expect((entry[key] as? String)?.isEmpty == false) }
      }
      let bands = try #require(json["bands"] as? [[String: Any]])
      var lines = bands
      for group in ["steps", "adapters", "weights"] {
        lines += (json[group] as? [String: [String: Any]])?.values.map(\.self) ?? []
      }
      #expect(lines.count > 3)
      for line in lines {
        #expect((line["rule"] as? String)?.isEmpty == false)
        let cited = try #require(line["evidence"] as? [String], "\(line)")
        #expect(!cited.isEmpty && ids.isSuperset(of: cited), "\(line)")
      }
      // Passes and the hold-out are said of all rows at once.
      #expect(ids.isSuperset(of: ["hosted-epochs", "azure-epochs", "practice", "unknown-optimum"]))
    }
  }

  @Test("no number rests on a rule of pretraining, and what is not applied is said with the reason")
  func notApplied() throws {
    let unapplied = Evidence.all.filter { $0.use != .rules }.map(\.id)
    for run in try runs() {
      let listed = try #require(run.json?["evidence"] as? [[String: Any]]).compactMap { $0["id"] as? String }
      #expect(Set(listed).isDisjoint(with: unapplied), "\(listed)")
      let shown = try #require(run.json?["not_applied"] as? [[String: Any]])
      #expect(shown.compactMap { $0["id"] as? String } == unapplied && unapplied.contains("chinchilla"))
      let bands = try #require(run.json?["bands"] as? [[String: Any]])
      #expect(bands.allSatisfy { !(($0["evidence"] as? [String])?.contains("chinchilla") ?? true) })
      // 20 tokens for each of the parameters, in tokens.
      #expect(!run.output.contains("144960471040") && !run.output.contains("1412000000000"))
    }
  }

  @Test("nobody knows the optimal number for a model's size, and the report says so")
  func unknown() throws {
    let text = CommandRun(["hint"] + Self.mistral).output
    #expect(text.contains("What nobody knows") && text.contains("remains unknown"), "\(text)")
    let sizes = try ["7B", "70.6B"].map { size in
      try #require(hint(["--parameters", size]).json?["bands"] as? [[String: Any]]).map {
        $0["examples"] as? [String: Int]
      }
    }
    #expect(sizes[0] == sizes[1])
  }

  @Test("Llama-3.1-8B, all linear, rank 16 from its config.json: 41.9 M parameters, as by hand")
  func llama() throws {
    let config = try #require(folder).file("config.json", Self.llamaConfig)
    let run = hint(["--config", config, "--loss-tokens", "1500000", "--records", "10174"])
    #expect(try value(run, "adapters", "trainable_parameters") as? Int == 41_943_040)
    #expect(try value(run, "adapters", "capacity_suffices") as? Bool == true)
    #expect(try value(run, "adapters", "smallest_rank") as? Int == 1)
    let wide = hint(["--config", config, "--rank", "32"])
    #expect(try value(wide, "adapters", "trainable_parameters") as? Int == 83_886_080)
  }

  @Test("what contradicts itself is a usage error: two sizes of a model, more trained tokens than tokens")
  func contradictions() throws {
    for (arguments, words) in [
      (Self.mistral + ["--parameters", "70B"], "states its"),
      (["--parameters", "7B", "--tokens", "100", "--loss-tokens", "101"], "--loss-tokens are some of --tokens"),
    ] {
      let run = hint(arguments)
      #expect(run.status == 64 && run.errors.contains(words), "\(run.status) \(run.errors)")
    }
    // A profile that stands for many models has no size of its own.
    let run = hint(["--profile", "generic-chatml", "--parameters", "70B"] + Self.home)
    #expect((run.json?["request"] as? [String: Any])?["parameters"] as? Int == 70_000_000_000, "\(run.errors)")
    #expect((run.json?["request"] as? [String: Any])?["model"] as? String == "generic-chatml")
  }

  @Test("where a service suggests more passes than are as good as new data, one sentence says how both stand")
  func reconciledPasses() throws {
    let note = { (run: CommandRun) in
      (run.json?["notes"] as? [String])?.first { $0.contains("stand side by side") }
    }
    let small = hint(Self.mistral + ["--records", "50"])
    let said = try #require(note(small), "\(small.output)")
    for id in ["azure-epochs", "hosted-epochs", "repetition"] { #expect(said.contains(id)) }
    #expect((small.json?["evidence"] as? [[String: Any]])?.contains { $0["id"] as? String == "repetition" } == true)
    #expect(note(hint(Self.mistral + ["--records", "5000"])) == nil)
  }

  @Test("a 70B: adapters of its example's config.json as by hand, all weights as stated")
  func seventyBillion() throws {
    let model = ["--config", Places.root + "/Examples/models/llama-3.1-70b.json", "--parameters", "70.6B"]
    // Query and output are square; keys and values have 8 heads of 128; three matrices of the feed-forward layer.
    let widths = 2 * (8_192 + 8_192) + 2 * (8_192 + 8 * 128) + 3 * (8_192 + 28_672)
    let run = hint(model + ["--method", "lora", "--rank", "16", "--records", "10174", "--loss-tokens", "1500000"])
    #expect(try value(run, "adapters", "trainable_parameters") as? Int == 16 * widths * 80)
    #expect(16 * widths * 80 == 207_093_760)
    let attention = hint(model + ["--targets", "q,v", "--rank", "8"])
    #expect(
      try value(attention, "adapters", "trainable_parameters") as? Int == 8 * 80 * (8_192 + 8_192 + 8_192 + 8 * 128))
    let full = hint(model + ["--method", "full"])
    #expect(try value(full, "weights", "trainable_parameters") as? Int == 70_600_000_000)
  }

  @Test("the profiles' adapters are counted from their own shapes")
  func profiles() throws {
    for (name, count) in [("mistral-7b-instruct-v0.3", 41_943_040), ("qwen2.5-7b-instruct", 40_370_176)] {
      let run = hint(["--profile", name] + Self.home)
      #expect(try value(run, "adapters", "trainable_parameters") as? Int == count, "\(name)")
    }
  }

  @Test("a size alone gives bands and no count of adapters, with what would give it")
  func sizeAlone() throws {
    let run = hint(["--parameters", "70.6B", "--loss-tokens", "150000"])
    #expect(try value(run, "adapters", "trainable_parameters") is NSNull)
    #expect(try value(run, "adapters", "capacity_suffices") is NSNull)
    #expect(run.output.contains("--config FILE"))
    #expect((run.json?["request"] as? [String: Any])?["parameters"] as? Int == 70_600_000_000)
    let mixture = try #require(folder).file(
      "moe.json", Self.llamaConfig.replacing("\"llama\"", with: "\"mixtral\",\"num_local_experts\":8"))
    let experts = hint(["--config", mixture])
    #expect(try value(experts, "adapters", "trainable_parameters") is NSNull)
    #expect(experts.output.contains("mixture of experts"))
    let attention = hint(["--config", mixture, "--targets", "attention", "--rank", "1"])
    #expect(try value(attention, "adapters", "trainable_parameters") as? Int == 26_624 * 32)
  }

  @Test("data is measured as count and export measure it, and its steps follow")
  func measured() throws {
    let run = hint([Places.examples, "--context-length", "2048", "--batch-size", "4", "--epochs", "3"] + Self.mistral)
    let dataset = try #require(run.json?["dataset"] as? [String: Any], "\(run.errors)")
    let count = CommandRun(["count", Places.examples, "--json"] + Self.mistral)
    let totals = try #require(count.json?["totals"] as? [String: Any])
    for key in ["records", "tokens", "loss_tokens"] { #expect(dataset[key] as? Int == totals[key] as? Int, "\(key)") }
    let shards = try #require(folder).path + "/shards"
    let export = CommandRun(
      ["export", Places.examples, "--context-length", "2048", "--output", shards, "--json"] + Self.mistral)
    let rows = try #require((export.json?["shards"] as? [String: Any])?["rows"] as? Int, "\(export.errors)")
    #expect(dataset["packed_rows"] as? Int == rows && dataset["left_out"] as? Int == 0)
    #expect(dataset["band"] as? String == "below the floor")
    #expect(try value(run, "steps", "per_epoch") as? Int == 14)
    #expect(try value(run, "steps", "per_epoch_packed") as? Int == (rows + 3) / 4)
    #expect(try value(run, "steps", "in_all") as? Int == 42)
    let codes = (run.json?["findings"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
    #expect(codes == ["hint.below-floor"])
  }

  @Test("records that no row takes are in no step")
  func stepsWithoutTooLong() throws {
    let qwen = ["--profile", "qwen2.5-7b-instruct", Places.examples] + Self.home
    // 49 records with 11,644 tokens are within 1,024 or 512 tokens.
    let tokens = hint(qwen + ["--batch-tokens", "4096", "--context-length", "1024"])
    #expect(try value(tokens, "steps", "per_epoch") as? Int == 3)
    let records = hint(qwen + ["--batch-size", "4", "--context-length", "512"])
    #expect(try value(records, "steps", "per_epoch") as? Int == 13)
  }

  @Test("records that were counted and that an export would not take are told")
  func contentLost() throws {
    let data = try #require(folder).file("tools.jsonl", Self.recordsWithTools)
    let arguments = [data, "--method", "full", "--profile", "mistral-7b-instruct-v0.1"] + Self.home
    let run = hint(arguments)
    #expect(run.status == 0, "\(run.errors)")
    let dataset = try #require(run.json?["dataset"] as? [String: Any])
    #expect(dataset["records"] as? Int == 3 && dataset["content_lost"] as? Int == 2)
    let findings = try #require(run.json?["findings"] as? [[String: Any]])
    let finding = try #require(findings.first { $0["code"] as? String == "hint.content-lost" })
    #expect(finding["count"] as? Int == 2 && (finding["places"] as? [Any])?.count == 2)
    #expect((finding["message"] as? String)?.contains("2 of 3 records (66.7 %): the definitions of tools of 2") == true)
    #expect((finding["fix"] as? String)?.contains("leaves 1 record,") == true, "\(finding)")
    let whole = hint([data] + Self.mistral)
    #expect(!whole.output.contains("content_lost") && !whole.output.contains("hint.content-lost"), "\(whole.errors)")
  }

  @Test("records that were set aside are told in the report as well")
  func rejected() throws {
    let folder = try #require(folder)
    let data = try folder.file("bad.jsonl", Self.recordsWithTools + "{}\n")
    let run = hint([data, "--on-bad-record", "skip", "--rejects", folder.path + "/rejects"] + Self.mistral)
    #expect((run.json?["dataset"] as? [String: Any])?["rejected"] as? Int == 1, "\(run.errors)\(run.output)")
  }

  @Test("one is written as one")
  func singular() throws {
    let run = hint(["--targets", "o", "--records", "1", "--loss-tokens", "1"] + Self.mistral)
    for words in ["1 matrix x 32 layers", "for 1 example the", "as the 1 trained token\"", "1 example is fewer"] {
      #expect(run.output.contains(words), "\(words): \(run.output)")
    }
  }

  @Test("adapters too small for the trained tokens, too few examples and more than four passes are warned of")
  func warnings() throws {
    let run = hint(Self.mistral + ["--rank", "1", "--records", "20", "--loss-tokens", "3000000", "--epochs", "5"])
    let findings = try #require(run.json?["findings"] as? [[String: Any]])
    #expect(
      findings.compactMap { $0["code"] as? String } == ["hint.capacity", "hint.below-floor", "hint.many-passes"])
    #expect((findings[0]["fix"] as? String)?.contains("--rank 2 ") == true, "\(findings[0])")
    #expect(run.status == 0)
    let fine = hint(Self.mistral + ["--records", "10000", "--loss-tokens", "3000000", "--epochs", "4"])
    #expect((fine.json?["findings"] as? [Any])?.isEmpty == true, "\(fine.output)")
  }

  @Test("what does not go together is refused")
  func usage() throws {
    let config = try #require(folder).file("config.json", Self.llamaConfig)
    let cases: [([String], String)] = [
      ([], "name the model"), ([Places.examples, "--parameters", "7B"], "needs a --profile"),
      ([Places.examples, "--config", config], "needs a --profile"),
      ([Places.examples, "--records", "5"] + Self.mistral, "when no data is named"),
      (["--method", "full", "--rank", "8"] + Self.mistral, "go with --method lora"),
      (["--batch-size", "8", "--batch-tokens", "8"] + Self.mistral, "give one"),
      (["--rank", "0"] + Self.mistral, "from 1 on, not 0"), (["--rank", "65537"] + Self.mistral, "up to 65536"),
      (["--epochs", "-1"] + Self.mistral, "from 1 on, not -1"),
      (["--context-length", "9"] + Self.mistral, "goes with data"),
      (["--goal", "fun"] + Self.mistral, "--goal"), (["--parameters", "many"], "--parameters"),
      (["--parameters", "7e9"], "such as 7241732096, 350M or 70.6B"),
      (["--json", "--format", "markdown"] + Self.mistral, "give one"),
    ]
    for (arguments, words) in cases {
      let run = CommandRun(["hint"] + arguments)
      #expect(run.status == 64 && run.errors.contains(words), "\(arguments): \(run.errors)")
    }
    let target = CommandRun(["hint", "--targets", "kv"] + Self.mistral)
    #expect(target.status == 2 && target.errors.contains("code: hint.unknown-target "), "\(target.errors)")
  }

  @Test("a configuration that is wrong is refused with its place; what it lacks is said")
  func badConfig() throws {
    let folder = try #require(folder)
    let cases = [
      ("[]", "hint.config-invalid"), ("{}", "hint.config-invalid"), (#"{"model_type":3}"#, "hint.config-invalid"),
      (#"{"model_type":"llama","hidden_size":0}"#, "hint.config-invalid"),
      (#"{"model_type":"llama","hidden_size":4096.0}"#, "hint.config-invalid"), ("{", "json.truncated"),
      (#"{"model_type":"llama","model_type":"llama"}"#, "json.duplicate-key"),
    ]
    for (text, code) in cases {
      let run = CommandRun("hint", "--config", try folder.file("config.json", text))
      #expect(run.status == 2 && run.errors.contains("code: \(code) "), "\(text): \(run.errors)")
      #expect(run.errors.contains("config.json"))
    }
    let missing = CommandRun("hint", "--config", "/nowhere/config.json")
    #expect(missing.status == 2 && missing.errors.contains("--config"), "\(missing.errors)")
    let headless = try folder.file("gemma.json", #"{"model_type":"gemma2","hidden_size":3584,"num_hidden_layers":42}"#)
    let run = hint(["--config", headless])
    #expect(run.status == 0 && run.output.contains("sizes of the attention are not all known"), "\(run.output)")
    let huge =
      #"{"model_type":"llama","hidden_size":9223372036854775807,"num_attention_heads":1,"num_hidden_layers":9}"#
    #expect(CommandRun("hint", "--config", try folder.file("huge.json", huge)).status == 0)
    let nested = try folder.file("nested.json", #"{"model_type":"gemma3","text_config":"# + Self.llamaConfig + "}")
    #expect(try value(hint(["--config", nested]), "adapters", "trainable_parameters") as? Int == 41_943_040)
  }

  @Test(
    "sizes are read as people write them",
    arguments: [
      ("70.6B", 70_600_000_000), ("7b", 7_000_000_000), ("350M", 350_000_000), ("1.5T", 1_500_000_000_000),
      ("7241732096", 7_241_732_096), ("12k", 12_000), ("1000", 1000), ("999", nil), ("7", nil), ("", nil), ("B", nil),
      ("0", nil), ("0.0B", nil), ("-7B", nil),
      ("7.B", nil), (".5B", nil), ("1.5", nil), ("7e9", nil), ("99999999999T", nil), ("1.2345K", nil), ("٣B", nil),
    ])
  func parameterCounts(text: String, count: Int?) {
    #expect(ParameterCount(argument: text)?.count == count)
  }
}
