import Testing

@testable import TrainPackCommands

@Suite("--engine")
struct EngineCommandTests {
  static let home = ["--home", Places.root]

  @Test("the SentencePiece library counts what TrainPack's own engine counts")
  func sameCounts() {
    let field = ["count", Places.examples, "--tokenizer", "mistral-v3", "--field", "question"] + Self.home
    let profile = ["count", Places.examples, "--profile", "mistral-7b-instruct-v0.3", "--per-record"] + Self.home
    for arguments in [field, profile] {
      let native = CommandRun(arguments)
      let library = CommandRun(arguments + ["--engine", "sentencepiece"])
      #expect(library.status == 0 && !native.output.isEmpty, "\(library.errors)")
      #expect(library.output == native.output)
    }
  }

  @Test(
    "a vocabulary that the library does not read is an error that says so",
    arguments: [["--tokenizer", "gpt2", "--field", "question"], ["--profile", "qwen2.5-7b-instruct"]])
  func unavailable(options: [String]) {
    let run = CommandRun(["count", Places.examples, "--engine", "sentencepiece"] + options + Self.home)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errors.contains("this is a tiktoken rank file"), "\(run.errors)")
    #expect(run.errors.contains("code: tokenization.engine-unavailable"), "\(run.errors)")
  }

  @Test("an engine that does not exist, and two answers at once, are refused")
  func usage() {
    #expect(CommandRun("tokenize", "--tokenizer", "gpt2", "--engine", "fast").status == 64)
    #expect(CommandRun("tokenize", "--tokenizer", "gpt2", "--count", "--ranges").status == 64)
  }
}
