import ArgumentParser
import Diagnostics
import Foundation
import Testing
import TrainPack

@testable import TrainPackCommands

/// Every command that a message recommends exists, with the options that it is given.
@Suite("Recommended commands")
struct RecommendedCommandTests {
  /// The commands between backticks of a text, as words. Interpolations and placeholders are words too.
  static func commands(in text: String) -> [[String]] {
    text.matches(of: /`trainpack ([^`"]+)`?/).map { match in
      match.1.split(separator: /\s+/).map(String.init).filter { $0 != "\\" }
    }
  }

  /// What is wrong with a command: no such verb, or an option that the verb does not have.
  static func flaw(of words: [String]) -> String? {
    var type: any ParsableCommand.Type = TrainPackCommand.self
    var rest = words[...]
    while let word = rest.first, !word.hasPrefix("-"), !type.configuration.subcommands.isEmpty {
      guard let next = type.configuration.subcommands.first(where: { name(of: $0) == word }) else {
        return "there is no verb \(word)"
      }
      type = next
      rest = rest.dropFirst()
    }
    let help = TrainPackCommand.helpMessage(for: type, includeHidden: true)
    let known = Set(help.matches(of: /--[a-z][a-z-]*/).map { String($0.0) })
    for option in rest where option.hasPrefix("--") && option.count > 2 {
      let name = option.split(separator: "=").first.map(String.init) ?? option
      if !known.contains(name) { return "\(words[0]) has no \(name)" }
    }
    return nil
  }

  private static func name(of type: any ParsableCommand.Type) -> String {
    type.configuration.commandName ?? "\(type)".lowercased()
  }

  @Test("of all explanations and summaries")
  func explanations() {
    var count = 0
    for code in DiagnosticCatalogue.all + commandCodes {
      for words in Self.commands(in: code.summary) + Self.commands(in: code.explanation) {
        count += 1
        if let flaw = Self.flaw(of: words) { Issue.record("\(code.id): \(flaw)") }
      }
    }
    #expect(count > 10)
  }

  @Test("of all messages and fixes in the sources")
  func sources() throws {
    var count = 0
    let folder = Places.root + "/Sources"
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder) where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      for words in Self.commands(in: text) {
        count += 1
        if let flaw = Self.flaw(of: words) { Issue.record("\(file): \(flaw)") }
      }
      // Commands on the checked data: `settings.command("export", "--output DIR")`.
      for match in text.matches(of: /command\("([a-z-]+)", "([^"]*)"\)/) {
        count += 1
        if let flaw = Self.flaw(of: [String(match.1)] + match.2.split(separator: " ").map(String.init)) {
          Issue.record("\(file): \(flaw)")
        }
      }
    }
    #expect(count > 30)
  }

  @Test("a verb or option that does not exist is found")
  func finds() {
    #expect(Self.flaw(of: ["preview", "--record", "1"]) != nil)
    #expect(Self.flaw(of: ["check", "--nonsense"]) != nil)
    #expect(Self.flaw(of: ["vocabularies", "add", "NAME", "FILE"]) == nil)
  }

  @Test("the catalogue holds each code once")
  func codesAreUnique() {
    let ids = (DiagnosticCatalogue.all + commandCodes).map(\.id)
    let repeated = Dictionary(grouping: ids) { $0 }.filter { $0.value.count > 1 }.keys
    #expect(repeated.isEmpty, "\(repeated.sorted())")
  }

  @Test("the command of a finding, copied, does on the same data what it says")
  func copied() throws {
    let folder = try TemporaryFolder()
    let prompt = try folder.file("prompt.txt", "Answer briefly.\n")
    let checked = CommandRun(
      "check", Places.examples, "--profile", "qwen2.5-7b-instruct", "--context-length", "512", "--reserve", "12",
      "--system-prompt", prompt, "--input-format", "medqa", "--home", Places.root, "--json")
    let findings = try #require(checked.json?["findings"] as? [[String: Any]])
    let fixes = findings.compactMap { $0["fix"] as? String }
    let words = try #require(fixes.flatMap(Self.commands).first { $0.first == "export" })
    let output = folder.path + "/shards"
    #expect(CommandRun(words.map { $0 == "DIR" ? output : $0 } + ["--quiet"]).status == 0)
    let manifest = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: output + "/manifest.json")))
    let members = try #require(manifest as? [String: Any])
    #expect(members["context_length"] as? Int == 512 && members["system_prompt_sha256"] is String, "\(words)")
  }
}
