import ArgumentParser
import Diagnostics
import ModelProfiles
import Reports
import TrainPack

/// `trainpack profiles`.
struct ProfilesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles", abstract: "The models that TrainPack knows.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the models.")

    @OptionGroup var report: ReportArguments
    @OptionGroup var global: GlobalArguments

    func run() throws {
      let registries = try global.registries()
      let registry = registries.profiles
      let talk = Talk(global)
      for file in registry.rejected { talk.console.say("warning: a profile was set aside: \(file.error)") }
      let list = ProfileListReport(profiles: registry.profiles, vocabularies: registries.vocabularies.list())
      try talk.write(list.report, report)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows one model: its figures with their sources, and where the sources disagree.",
      discussion: """
        With --self-test its samples are encoded and held against its oracle's ids, and what it says of its template against \
        the template.
        """)

    @Argument(help: "A profile's id or alias, or the path of a profile file.")
    var profile: String

    @Flag(
      help: "Test the profile against its oracle's answers and its own template; exit status 1 if anything differs.")
    var selfTest = false

    @OptionGroup var report: ReportArguments
    @OptionGroup var global: GlobalArguments

    func run() throws {
      let registries = try global.registries()
      let profile = try registries.profiles.profile(named: profile)
      let results = selfTest ? try TargetModel(profile: profile, in: registries).selfTest() : nil
      let template = try TemplateAccount(of: profile, in: registries)
      let shown = ProfileReport(profile: profile, template: template, selfTest: results)
      try Talk(global).write(shown.report, report)
      if results?.contains(where: { !$0.passed }) == true { throw AnswerIsNo() }
    }
  }
}
