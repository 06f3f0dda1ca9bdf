import Diagnostics
import Prompting
import Testing

@testable import DatasetChecks

@Suite struct CheckTests {
  /// The findings about forty good records of which some are changed.
  private func findings(
    changing lines: [Int], settings: CheckSettings = Observations.settings,
    _ change: (inout RecordObservation) -> Void
  ) -> [Finding] {
    Observations.report(
      (1...40).map { lines.contains($0) ? Observations.good($0, change) : Observations.good($0) }, settings: settings
    ).findings
  }

  private func only(_ findings: [Finding], _ code: String, _ severity: Finding.Severity) throws -> Finding {
    #expect(findings.map(\.code.id) == [code])
    let finding = try #require(findings.first)
    #expect(finding.severity == severity)
    #expect(!finding.fix.isEmpty)
    return finding
  }

  @Test("plain texts are said to be counted without a template")
  func plainTexts() {
    let plain = Observations.good(1) { $0.isPlainText = true }
    #expect(!Observations.report([plain]).document.text().contains("chat template"))
    #expect(
      Observations.report([plain, Observations.good(2)]).document.text().contains("tokens, with the chat template"))
  }

  @Test("what is too long is only said to be shortened where something of it may be")
  func shortenable() throws {
    func fix(_ shortenable: Set<Int>) throws -> String {
      var line = 0
      let found = findings(changing: [2, 4]) {
        line += 1
        $0.tokenCount = 501
        $0.canBeShortened = shortenable.contains(line)
      }
      return try #require(found.first { $0.code.id == "check.overflow" }).fix
    }
    #expect(try fix([1, 2]).contains("shortens only their vignettes"))
    #expect(try fix([2]).contains("the vignettes that 1 of them have"))
    let none = try fix([])
    #expect(none.contains("nothing in them may be shortened") && !none.contains("--fit trim"), "\(none)")
  }

  @Test("records over the budget are counted, with the longest and the ways out")
  func overflow() throws {
    let finding = try only(
      findings(changing: [2, 4, 6, 8, 10, 12]) { $0.tokenCount = 501 }, "check.overflow", .error)
    #expect(finding.count == 6)
    #expect(finding.places == [2, 4, 6, 8, 10].map(Observations.location))
    #expect(
      finding.message
        == "6 of 40 records (15.0 %) are longer than the budget of 500 tokens; the longest has 501, 1 over")
    #expect(
      finding.fix.contains(
        "trainpack export 'my data.jsonl' --profile mistral-7b-instruct-v0.3 --context-length 512 --reserve 12 "))
    #expect(finding.fix.contains("--context-length 513"), "the reserve is added: \(finding.fix)")
    #expect(findings(changing: [1]) { $0.tokenCount = 500 }.isEmpty)
  }

  @Test("a length beyond what the model was trained at is a finding, and never a remedy")
  func beyondTrained() throws {
    var settings = Observations.settings
    settings.trainedContext = 600
    let long: (inout RecordObservation) -> Void = { $0.tokenCount = 589 }
    let overflow = try only(findings(changing: [3], settings: settings, long), "check.overflow", .error)
    #expect(overflow.fix.contains("was trained at 600 tokens") && overflow.fix.contains("trained at 601"))
    #expect(!overflow.fix.contains("--context-length 601"))
    settings.trainedContext = 601
    let within = try only(findings(changing: [3], settings: settings, long), "check.overflow", .error)
    #expect(within.fix.contains("--context-length 601"))
    settings.trainedContext = 511
    let beyond = try only(findings(changing: [], settings: settings) { _ in }, "check.beyond-trained-context", .warning)
    #expect(beyond.message.contains("512 tokens") && beyond.message.contains("511"))
  }

  @Test("a recommended command repeats the options that were given, quoted for a shell")
  func repeatedOptions() throws {
    var settings = Observations.settings
    settings.profileArgument = "my profiles/a.json"
    settings.repeatedOptions = ["--input-format", "medqa", "--system-prompt", "a b.txt", "--context-length", "512"]
    let finding = try only(
      findings(changing: [2], settings: settings) { $0.tokenCount = 501 }, "check.overflow", .error)
    #expect(
      finding.fix.hasPrefix(
        "`trainpack export 'my data.jsonl' --profile 'my profiles/a.json' --input-format medqa --system-prompt 'a b.txt' "
          + "--context-length 512 --fit trim --output DIR`"))
  }

  @Test("records that were set aside are a warning, and an error when there were no others")
  func rejected() throws {
    var suite = CheckSuite(settings: Observations.settings)
    let none = RejectedRecords(count: 3, places: [Observations.location(1)], path: "r.jsonl")
    let empty = suite.report(rejected: none)
    let error = try only(empty.findings, "check.records-rejected", .error)
    #expect(error.count == 3 && error.fix.contains("r.jsonl") && empty.hasErrors && empty.rejectedCount == 3)
    for line in 1...40 { suite.observe(Observations.good(line)) }
    let warning = try only(suite.report(rejected: none).findings, "check.records-rejected", .warning)
    #expect(warning.message.hasPrefix("3 of 43 records"))
    #expect(suite.report().findings.isEmpty)
  }

  @Test("what a truncating trainer would take of the answers is counted")
  func truncation() throws {
    // The reserve is the user's; a trainer knows the context length alone.
    let observation = RecordObservation(
      location: Observations.location(1), tokenCount: 520, lossRanges: [10..<20, 490..<520], contextLength: 500)
    #expect(observation.lossTokensBeyondContext == 20 && observation.lossTokenCount == 40)
    let found = findings(changing: [1, 2]) { changed in
      changed.tokenCount = 520
      changed.lossTokenCount = changed.location.line == 1 ? 40 : 20
      changed.lossTokensBeyondContext = 20
    }
    #expect(found.map(\.code.id) == ["check.overflow", "check.answer-would-be-truncated"])
    #expect(
      found.last?.message
        == "a trainer that truncates at 512 tokens would take 40 trained tokens from 2 records, and everything that is "
        + "trained from 1 of them")
  }

  @Test("of one record it is said in the singular, and nothing of none")
  func singular() throws {
    let one = { (changing: [Int], change: @escaping (inout RecordObservation) -> Void) in
      self.findings(changing: changing, change).map(\.message)
    }
    let long = { (lost: Int) in
      one([1]) {
        $0.tokenCount = 520
        $0.lossTokenCount = 40
        $0.lossTokensBeyondContext = lost
      }
    }
    #expect(long(8).first?.hasPrefix("1 of 40 records (2.5 %) is longer than") == true)
    #expect(
      long(8).last == "a trainer that truncates at 512 tokens would take 8 trained tokens from 1 record")
    #expect(
      long(40).last
        == "a trainer that truncates at 512 tokens would take 40 trained tokens from 1 record, everything that is trained "
        + "of it")
    let cases: [(String, (inout RecordObservation) -> Void)] = [
      ("begins with", { $0.leadingBOSCount = 2 }), ("does not begin", { $0.leadingBOSCount = 0 }),
      ("has no trained token", { $0.lossTokenCount = 0 }), ("spells special", { $0.controlTokens = [[0x41]] }),
      ("spells structural", { $0.markers = [[0x41]] }), ("does not end", { $0.untrainedTurnEndCount = 1 }),
      ("repeats an earlier", { $0.hashes = .init(exact: 7, folded: 7) }),
      ("differs from an earlier", { $0.hashes = .init(exact: 9, folded: 7) }),
      ("has no system prompt", { $0.systemPrompt = .inserted }), ("defines, so that", { $0.losesTools = true }),
    ]
    for (words, change) in cases {
      let messages = one([9], change)
      #expect(messages.count == 1)
      #expect(messages.first?.contains("1 of 40 records (2.5 %) " + words) == true, "\(messages)")
    }
    var suite = CheckSuite(settings: Observations.settings)
    for line in 1...40 { suite.observe(Observations.good(line)) }
    let rejected = suite.report(rejected: RejectedRecords(count: 1, path: "r.jsonl")).findings.map(\.message)
    #expect(rejected == ["1 of 41 records (2.4 %) was set aside as bad, and is in none of these figures"])
  }

  @Test("doubled and missing beginning tokens are found")
  func beginning() throws {
    let doubled = try only(findings(changing: [3]) { $0.leadingBOSCount = 2 }, "check.double-bos", .error)
    #expect(doubled.message.contains("<s>") && doubled.count == 1)
    _ = try only(findings(changing: [3]) { $0.leadingBOSCount = 0 }, "check.missing-bos", .warning)
    var settings = Observations.settings
    settings.beginningToken = nil
    #expect(findings(changing: Array(1...40), settings: settings) { $0.leadingBOSCount = 0 }.isEmpty)
  }

  @Test("records without trained tokens, and answers without a trained end, are errors")
  func training() throws {
    _ = try only(findings(changing: [5]) { $0.lossTokenCount = 0 }, "check.no-trained-tokens", .error)
    let endless = try only(
      findings(changing: [5, 6]) { $0.untrainedTurnEndCount = 2 }, "check.eos-untrained", .error)
    #expect(endless.message.hasPrefix("4 assistant turns in 2 of 40 records (5.0 %)"))
  }

  @Test("special tokens and markers in the content are listed by frequency")
  func contentTokens() throws {
    let control = try only(
      findings(changing: [1, 2]) {
        $0.controlTokens = $0.location.line == 1 ? [Array("<s>".utf8), Array("[INST]".utf8)] : [Array("[INST]".utf8)]
      }, "check.control-token-in-content", .warning)
    #expect(control.message.hasSuffix("`[INST]` in 2 and `<s>` in 1"))
    let marker = try only(
      findings(changing: [1]) { $0.markers = (0..<7).map { Array("<m\($0)>".utf8) } }, "check.marker-in-content",
      .information)
    #expect(marker.message.hasSuffix("`<m4>` in 1 and 2 others"))
  }

  @Test("exact repeats and folded ones are told apart, each with the record that it repeats")
  func duplicates() throws {
    let exact = try only(
      findings(changing: [9, 20, 30]) { $0.hashes = .init(exact: 7, folded: 7) }, "check.duplicate-records", .warning)
    #expect(exact.count == 3 && exact.places.map(\.line) == [9, 20, 30])
    #expect(
      exact.message.contains("(1 distinct record)") && exact.message.hasSuffix("the first repeats my data.jsonl:7"))
    #expect(exact.fix.contains("awk '!seen[$0]++' 'my data.jsonl'"))
    let several = try only(
      findings(changing: [9, 20]) {
        $0.hashes = .init(exact: 7, folded: 7)
        $0.container = .array(isWrapped: false)
      }, "check.duplicate-records", .warning)
    #expect(several.fix == "keep the first of each", "no one command fits lines and an array")
    let onOneLine = try only(
      findings(changing: [9, 20]) {
        $0.hashes = .init(exact: 7, folded: 7)
        $0.location.column = 100 * ($0.location.line ?? 0)
        $0.location.line = 1
      }, "check.duplicate-records", .warning)
    #expect(onOneLine.places.map(\.column) == [900, 2000] && onOneLine.places.map(\.line) == [1, 1])
    let folded = try only(
      findings(changing: [9]) { $0.hashes = .init(exact: 9, folded: 7) }, "check.folded-duplicates", .information)
    #expect(folded.message.contains("the first equals my data.jsonl:7 otherwise"))
  }

  @Test("answers that are not their option are errors")
  func mismatch() throws {
    let finding = try only(
      findings(changing: [2]) { $0.answer?.agreement = .differs }, "check.answer-mismatch", .error)
    #expect(finding.places == [Observations.location(2)])
  }

  @Test("an answer letter with 80 % of the records scores 0.519, MedQA's published balance 0.999")
  func entropy() throws {
    func counts(_ letters: [(UInt8, Int)]) -> LetterCounts {
      var counts = LetterCounts()
      for (letter, times) in letters { for _ in 0..<times { counts.add([letter], optionCount: 4) } }
      return counts
    }
    let skewed = try #require(counts([(0x41, 800), (0x42, 67), (0x43, 67), (0x44, 66)]).normalizedEntropy)
    #expect(abs(skewed - 0.5195) < 0.001)
    let even = try #require(counts([(0x41, 254), (0x42, 261), (0x43, 251), (0x44, 234)]).normalizedEntropy)
    #expect(abs(even - 0.9994) < 0.0001)
    #expect(counts([(0x41, 50)]).normalizedEntropy == 0)
    #expect(counts([]).normalizedEntropy == nil)
  }

  @Test("answers out of balance are found, but not in a handful of records")
  func imbalance() throws {
    let found = try only(
      findings(changing: Array(1...32)) { $0.answer?.letter = [0x44] }, "check.answer-imbalance", .warning)
    #expect(found.message.contains("0.") && found.message.contains("D 85.0 %"))
    let few = (1...19).map { line in Observations.good(line) { $0.answer?.letter = [0x44] } }
    #expect(Observations.report(few).findings.isEmpty)
  }

  @Test("free text in place of letters is not judged, in whichever order it is merged")
  func manyLetters() {
    var left = LetterCounts()
    var right = LetterCounts()
    for number in 0..<60 {
      left.add(Array("left \(number)".utf8), optionCount: 4)
      right.add(Array("right \(number)".utf8), optionCount: 4)
    }
    #expect(left.normalizedEntropy != nil)
    left.merge(right)
    #expect(left.normalizedEntropy == nil && left.count == 120 && left.ordered.isEmpty)
    left.add([0x41], optionCount: 4)
    #expect(left.normalizedEntropy == nil)
  }

  @Test("short outputs are a warning from 80 % on, and as expected for multiple-choice answers")
  func shortOutputs() throws {
    #expect(findings(changing: Array(1...40)) { $0.outputTokenCount = 49 }.isEmpty)
    func plain(shortCount: Int) -> [Finding] {
      Observations.report(
        (1...40).map { line in
          Observations.good(line) {
            $0.answer = nil
            $0.outputTokenCount = line <= shortCount ? 49 : 50
          }
        }
      ).findings
    }
    _ = try only(plain(shortCount: 32), "check.short-outputs", .warning)
    #expect(plain(shortCount: 31).isEmpty)
  }

  @Test("content that a template drops is an error, what it repeats a warning, by role")
  func contentLoss() throws {
    let lost = try only(
      findings(changing: [1, 2]) {
        $0.contentChanges = [
          .init(.dropped, role: .system, message: 0), .init(.dropped, role: .assistant, message: 2),
          .init(.dropped, role: .assistant, message: 4),
        ]
      }, "check.content-lost", .error)
    #expect(lost.message.hasSuffix("messages of the role system in 2 and assistant in 2"))
    _ = try only(
      findings(changing: [1]) { $0.contentChanges = [.init(.repeated, role: .user, message: 1)] },
      "check.content-repeated", .warning)
  }

  @Test("a default system prompt of the template is found")
  func defaultSystemPrompt() throws {
    let finding = try only(
      findings(changing: Array(1...40)) { $0.systemPrompt = .inserted }, "check.default-system-prompt", .warning)
    #expect(finding.count == 40 && finding.places.count == 5 && finding.fix.contains("--system-prompt FILE"))
  }

  @Test("what is wrong with the model is found without any record")
  func model() throws {
    var settings = Observations.settings
    settings.contextClaims = [
      .init(source: "config.json", tokens: 131_072), .init(source: "tokenizer_config.json", tokens: 32_768),
    ]
    settings.paddingThatEndsTurns = "</s>"
    let found = Observations.report([], settings: settings).findings
    #expect(found.map(\.code.id) == ["check.context-conflict", "check.pad-equals-eos"])
    #expect(
      found.first?.message
        == "the sources of mistral-7b-instruct-v0.3 disagree about its context length: config.json says 131,072 and "
        + "tokenizer_config.json says 32,768; 512 is used here")
  }

  @Test("of a context length that the user named, only what says that it is too long is told")
  func namedContext() throws {
    var settings = Observations.settings
    settings.contextChoice = .user
    settings.contextClaims = [.init(source: "a", tokens: 400), .init(source: "b", tokens: 900)]
    let found = { (settings: CheckSettings) in Observations.report([], settings: settings).findings }
    // 512 tokens are within what it was trained at.
    settings.trainedContext = 512
    #expect(found(settings).isEmpty)
    settings.trainedContext = 511
    #expect(found(settings).map(\.code) == [.checkBeyondTrainedContext])
    settings.trainedContext = nil
    #expect(
      found(settings).map(\.message) == [
        "a context of 512 tokens is longer than a source of mistral-7b-instruct-v0.3 allows: a says 400"
      ])
    settings.contextClaims = [.init(source: "b", tokens: 900), .init(source: "c", tokens: 512)]
    #expect(found(settings).isEmpty)
  }

  @Test("the report names the command that says whether the records are enough, with the options that it takes")
  func sizeCommand() throws {
    var settings = Observations.settings
    settings.repeatedOptions = ["--system-prompt", "my prompt.txt", "--reserve", "8", "--context-length", "512"]
    let report = Observations.report([Observations.good(1)], settings: settings).document
    let notes = report.sections.flatMap(\.blocks).compactMap { if case .note(let text) = $0 { text } else { nil } }
    #expect(notes.count == 1)
    #expect(
      notes.first?.hasSuffix(
        "--profile mistral-7b-instruct-v0.3 --system-prompt 'my prompt.txt' --context-length 512`.") == true, "\(notes)"
    )
    #expect(notes.first?.contains("`trainpack hint ") == true)
  }

  @Test("a share that is not zero is never shown as zero")
  func shares() {
    #expect(Words.share(1, of: 100_000) == "1 of 100,000 records (under 0.1 %)")
    #expect(Words.share(1, of: 1) == "1 of 1 record (100.0 %)")
    #expect(Words.share(0, of: 0) == "0 of 0 records (0.0 %)")
  }

  @Test("words of a command are quoted as a shell reads them")
  func quoting() {
    #expect(CheckSettings.quoted("data/a-1.jsonl") == "data/a-1.jsonl")
    #expect(CheckSettings.quoted("it's $x") == "'it'\\''s $x'")
    #expect(CheckSettings.quoted("") == "''")
    #expect(CheckSettings.quoted("患者.jsonl") == "患者.jsonl")
  }
}
