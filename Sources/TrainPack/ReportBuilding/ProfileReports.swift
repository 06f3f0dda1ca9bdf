import ExampleEncoding
import ModelProfiles
import Reports

/// The models of a registry, a line each.
public struct ProfileListReport: Sendable {
  public var report: Report

  /// - Parameter vocabularies: Those that are known; a profile is ready when its own is here.
  public init(profiles: [ModelProfile], vocabularies: [VocabularyRegistry.Listing]) {
    let here = Set(vocabularies.filter { $0.path != nil }.map(\.entry.name))
    let rows: [[ReportValue]] = profiles.map { profile in
      [
        .text(profile.id),
        profile.architecture.map { .number(Double($0.parameters) / 1e9, fractionDigits: 2) } ?? .none,
        .count(profile.context.recommendedTrain), .text(profile.tokenizer.vocabulary),
        .flag(here.contains(profile.tokenizer.vocabulary) ? .yes : .no),
        .text(profile.template.style), .text(profile.template.system.rawValue),
      ]
    }
    let columns: [ReportTable.Column] = [
      .init("id", "profile"), .init("parameters_billion", "size, 10⁹"), .init("recommended_train", "train at"),
      .init("vocabulary", "vocabulary"), .init("ready", "ready"), .init("template", "template"),
      .init("system", "system"),
    ]
    report = Report(
      name: "profiles", title: "\(profiles.count) profile\(profiles.count == 1 ? "" : "s")",
      sections: [
        ReportSection("Profiles", [.table(ReportTable("profiles", columns: columns, rows: rows))]),
        ReportSection(
          "",
          [
            .note(
              "`trainpack profiles show PROFILE` shows one with its sources. One that is not ready needs its vocabulary: "
                + "`trainpack vocabularies fetch VOCABULARY`.")
          ]),
      ])
  }
}

/// One model: its figures, where each comes from, and where the sources disagree.
public struct ProfileReport: Sendable {
  public var report: Report

  /// - Parameters:
  ///   - template: What the profile's template does.
  ///   - selfTest: The results of the profile's samples; `nil` when they were not run.
  public init(profile: ModelProfile, template: TemplateAccount, selfTest: [SelfTestResult]? = nil) {
    report = Report(name: "profile", title: "\(profile.id), \(profile.licence)")
    report.append(ReportSection("Model", [.facts(Self.model(profile))]))
    report.append(ReportSection("Context, in tokens", [.facts(Self.context(profile))]))
    report.append(ReportSection("Tokenizer", [.facts(Self.tokenizer(profile))]))
    report.append(ReportSection("Chat template", [.facts(Self.template(profile, template.toolCalls))]))
    report.append(TemplateTraitsReport(account: template, profile: profile).section)
    report.append(
      ReportSection(
        "Oracle, which ids are held equal to", [.facts(Self.oracle(profile)), .table(Self.oracleFiles(profile))]))
    if !profile.conflicts.isEmpty {
      report.append(ReportSection("Where the sources disagree", [.table(Self.conflicts(profile))]))
    }
    report.append(ReportSection("Sources", [.table(Self.sources(profile))]))
    if let selfTest { report.append(ReportSection("Self-test", [.table(Self.selfTest(selfTest))])) }
  }

  private static func model(_ profile: ModelProfile) -> ReportFacts {
    let count = { (value: Int?) in value.map { ReportValue.count($0) } ?? .none }
    return ReportFacts(
      "model",
      [
        .init("id", "id", .text(profile.id)),
        .init("aliases", "also called", .list(profile.aliases)),
        .init("parameters", "parameters", count(profile.architecture?.parameters)),
        .init("active_parameters", "active for one token", count(profile.architecture?.activeParameters)),
        .init("layers", "layers", count(profile.architecture?.layers)),
        .init("hidden_size", "hidden size", count(profile.architecture?.hiddenSize)),
        .init("file", "file", .text(profile.path)),
      ])
  }

  private static func count(_ value: Int?) -> ReportValue { value.map { .count($0) } ?? .none }

  private static func context(_ profile: ModelProfile) -> ReportFacts {
    let context = profile.context
    return ReportFacts(
      "context",
      [
        .init("recommended_train", "recommended for training", .count(context.recommendedTrain)),
        .init("trained", "trained at", count(context.trained)),
        .init("config", "in its config", count(context.config)),
        .init("advertised", "advertised", count(context.advertised)),
        .init("sliding_window", "sliding window", count(context.slidingWindow)),
      ])
  }

  private static func tokenizer(_ profile: ModelProfile) -> ReportFacts {
    let tokenizer = profile.tokenizer
    let token = { (token: SpecialToken?) in
      token.map { ReportValue.text("\($0.string) (\($0.id))") } ?? .none
    }
    return ReportFacts(
      "tokenizer",
      [
        .init("vocabulary", "vocabulary", .text(tokenizer.vocabulary)),
        .init("kind", "kind", .text(tokenizer.kind.rawValue)), .init("tokens", "tokens", .count(tokenizer.tokenCount)),
        .init("embedding_size", "rows of the embedding", .count(tokenizer.embeddingSize)),
        .init("bos", "begins a text", token(tokenizer.bos)), .init("eos", "ends a text", token(tokenizer.eos)),
        .init("pad", "pads a batch", token(tokenizer.pad)),
        .init(
          "end_of_turn", "ends an assistant's turn",
          .list(tokenizer.endOfTurn.map { "\($0.string) (\($0.id))" })),
        .init("sha256", "sha256", .text(tokenizer.sha256)),
      ])
  }

  private static func template(_ profile: ModelProfile, _ toolCalls: ToolCallSupport) -> ReportFacts {
    let template = profile.template
    let flag = { (value: Bool) in ReportValue.flag(value ? .yes : .no) }
    return ReportFacts(
      "template",
      [
        .init("style", "style", .text(template.style)), .init("file", "file", .text(profile.templatePath)),
        .init("emits_bos", "writes the token that begins a text", flag(template.emitsBOS)),
        .init("has_generation", "marks what is generated", flag(template.hasGeneration)),
        .init("system", "system prompt", .text(template.system.rawValue)),
        .init("default_system", "its own system prompt", template.defaultSystem.map { .text($0) } ?? .none),
        .init("alternation", "order of roles", .text(template.alternation.rawValue)),
        .init("tools", "definitions of tools", flag(toolCalls.definitionsAreRendered)),
        .init("tool_calls", "calls of tools", flag(toolCalls.isRendered)),
        .init("tool_arguments", "  their arguments as", toolCalls.isRendered ? arguments(toolCalls) : .none),
        .init(
          "call_identifiers", "  need an identifier", toolCalls.isRendered ? flag(toolCalls.needsIdentifiers) : .none),
        .init("scope", "written here; equal to the vendor's for", template.scope.map { .text($0) } ?? .none),
        .init("sha256", "sha256", .text(template.sha256)),
      ])
  }

  private static func arguments(_ toolCalls: ToolCallSupport) -> ReportValue {
    switch toolCalls.arguments {
    case .object: .text("object")
    case .text: .text("string of JSON")
    }
  }

  private static func oracle(_ profile: ModelProfile) -> ReportFacts {
    let oracle = profile.oracle
    return ReportFacts(
      "oracle",
      [
        .init("kind", "library", .text(oracle.kind.rawValue)), .init("repository", "model", .text(oracle.repository)),
        .init("how", "how it is used", .text(oracle.how)),
        .init("unavailable", "what cannot be had", oracle.unavailable.map { .text($0) } ?? .none),
      ])
  }

  private static func oracleFiles(_ profile: ModelProfile) -> ReportTable {
    ReportTable(
      "oracle_files",
      columns: [.init("path", "file"), .init("sha256", "sha256"), .init("source", "where it can be had")],
      rows: profile.oracle.files.map { [.text($0.path), .text($0.sha256), .text($0.source)] })
  }

  private static func conflicts(_ profile: ModelProfile) -> ReportTable {
    var rows: [[ReportValue]] = []
    for conflict in profile.conflicts {
      for claim in conflict.claims {
        rows.append([.text(conflict.field), .text(claim.value), .text(claim.source)])
      }
      rows.append([.text(conflict.field), .text("chosen: \(conflict.chosen)"), .text(conflict.reason)])
    }
    return ReportTable(
      "conflicts", layout: .entries,
      columns: [.init("field", "field"), .init("value", "value"), .init("source", "source")], rows: rows)
  }

  private static func sources(_ profile: ModelProfile) -> ReportTable {
    ReportTable(
      "provenance",
      columns: [.init("field", "field"), .init("confidence", "kind"), .init("source", "source")],
      rows: profile.provenance.map { [.text($0.field), .text($0.confidence.rawValue), .text($0.source)] })
  }

  private static func selfTest(_ results: [SelfTestResult]) -> ReportTable {
    ReportTable(
      "self_test",
      columns: [.init("sample", "test"), .init("passed", "passed"), .init("difference", "difference")],
      rows: results.map { [.text($0.name), .flag($0.passed ? .yes : .no), $0.difference.map { .text($0) } ?? .none] })
  }
}

/// The vocabularies of a registry, a line each.
public struct VocabularyListReport: Sendable {
  public var report: Report

  public init(list: [VocabularyRegistry.Listing]) {
    let rows: [[ReportValue]] = list.map { listing in
      let entry = listing.entry
      return [
        .text(entry.name), .text(entry.format.rawValue),
        .flag(listing.path == nil ? .no : .yes),
        .text(entry.licence), .count(entry.byteCount), .list(entry.models),
      ]
    }
    let columns: [ReportTable.Column] = [
      .init("name", "vocabulary"), .init("format", "format"),
      .init("installed", "here"), .init("licence", "licence"),
      .init("bytes", "bytes"), .init("models", "models"),
    ]
    report = Report(
      name: "vocabularies", title: "\(list.count) vocabular\(list.count == 1 ? "y" : "ies")",
      sections: [
        ReportSection("Vocabularies", [.table(ReportTable("vocabularies", columns: columns, rows: rows))]),
        ReportSection(
          "",
          [
            .note(
              "`trainpack vocabularies fetch NAME` gets one that is not here; `trainpack vocabularies add NAME FILE` takes a "
                + "file that you have.")
          ]),
      ])
  }
}
