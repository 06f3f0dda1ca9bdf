import ArgumentParser
import TrainPack

/// `trainpack tokenize`.
struct TokenizeCommand: ParsableCommand {
  enum Special: String, ExpressibleByArgument, CaseIterable {
    case none, template
  }

  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "Encodes JSON strings, one a line of standard input, to arrays of token ids.",
    discussion: """
      jq -c .question data.jsonl | trainpack tokenize --tokenizer mistral-v3
      jq -c .question data.jsonl | trainpack tokenize --tokenizer cl100k_base --count
      jq -c .question data.jsonl | trainpack tokenize --tokenizer qwen --ranges

      With --ranges a line is an object: `ids`, and in `ranges` for each of them [start, end], the bytes that it stands for \
      in the string's UTF-8. A range holds whole characters, so tokens that share a character share its range.
      """)

  @Option(
    help: ArgumentHelp("A vocabulary file, or the name of one (`trainpack vocabularies list`).", valueName: "file"))
  var tokenizer: String?

  @OptionGroup var model: OptionalModelArguments

  @Flag(help: "Print the number of tokens in place of their ids.")
  var count = false

  @Flag(help: "Print for each line an object: the ids, and the ranges of bytes that they stand for.")
  var ranges = false

  @Option(
    help: """
      Special tokens: none (what spells one is ordinary text) or template (matched wherever the text spells them, as the \
      reference does with a rendered template).
      """)
  var special = Special.none

  @OptionGroup var engine: EngineArguments
  @OptionGroup var jobs: JobsArguments
  @OptionGroup var global: GlobalArguments

  func validate() throws {
    if (model.profile == nil) == (tokenizer == nil) { throw ValidationError("name either --tokenizer or --profile") }
    if count, ranges { throw ValidationError("--count and --ranges ask for two answers; give one") }
  }

  func run() throws {
    let console = Console.current
    let registries = try global.registries()
    let vocabulary =
      if let profile = model.profile {
        LoadedVocabulary(model: try TargetModel(named: profile, in: registries, engine: engine.engine))
      } else {
        try LoadedVocabulary(named: tokenizer ?? "", in: registries, engine: engine.engine)
      }
    try TokenizePipeline(
      vocabulary: vocabulary, specialTokens: special == .none ? .none : .template,
      answer: count ? .count : ranges ? .ranges : .ids, work: WorkPlan(jobs: jobs.count)
    ).run { try console.write($0) }
  }
}
