import ArgumentParser
import ChatTemplates
import Diagnostics
import TrainPack

/// `trainpack render`.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Renders a chat template with the variables of JSON objects, one a line.",
    discussion: """
      echo '{"messages":[{"role":"user","content":"Fever?"}],"bos_token":"<s>","eos_token":"</s>"}' |
        trainpack render --template ModelProfiles/mistral/mistral-7b-instruct-v0.1.jinja --spans

      Each line's answer is {"text": …} or {"error": …}.
      """)

  @Option(help: ArgumentHelp("The template, a Jinja file.", valueName: "file"))
  var template: String

  @Flag(help: "Add the origin of each run of bytes, and what the template marks as generated.")
  var spans = false

  @Option(help: ArgumentHelp("The time that the template sees, such as 2026-11-21T00:00:00Z.", valueName: "time"))
  var now: Timestamp?

  @OptionGroup var global: GlobalArguments

  func run() throws {
    let console = Console.current
    try RenderPipeline(
      template: TemplateFile.open(template), detail: spans ? .spans : .text,
      clock: now.map { .fixed(secondsSince1970: $0.secondsSince1970) } ?? .unavailable
    ).run { try console.write($0) }
  }
}
