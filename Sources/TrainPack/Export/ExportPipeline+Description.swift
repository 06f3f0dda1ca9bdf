import ContextFitting
import Diagnostics
import ExampleEncoding
import ModelProfiles
import SequencePacking
import ShardExport
import StrictJSON

/// What the manifest and card say of the export.
extension ExportPipeline {
  var exportOptions: ExportOptions {
    ExportOptions(
      contextLength: budget.contextLength, vocabularySize: model.vocabularySize,
      rowSchema: configuration.rows.schema(configuration.positionIDs), layout: configuration.layout,
      compression: configuration.compression, trainer: configuration.trainer, sharding: configuration.sharding,
      wids: configuration.wids,
      splitNames: configuration.splitting.names,
      card: CardDescription(
        prettyName: "\(configuration.rows == .packed ? "Packed" : "Fitted") for \(model.profile.id)",
        license: configuration.license,
        languages: configuration.languages))
  }

  func description(
    counts: RecordCounts, summary: ReadSummary, splits: SplitPlan, fields: [FieldTable]
  ) throws -> ExportDescription {
    ExportDescription(
      generator: Generator(
        name: Generator.trainPackName, version: trainPackVersion, configurationSum: configurationSum()),
      profile: model.profile.id, tokenizer: model.identity, packing: packingStage, fitting: fittingStage,
      splitting: try splittingDescription(splits, summary), reading: reading,
      inputs: try summary.files.map { try Self.description(of: $0) },
      recordLayouts: summary.layouts,
      systemPromptSum: input.systemPrompt.map { SHA256Sum(of: $0) }, counts: counts, fields: fields)
  }

  /// How the user said that records are to be read.
  var reading: ReadingDescription {
    let layout: RecordLayoutChoice? =
      switch input.layout {
      case .standard: nil
      case .named(let name): RecordLayoutChoice(name: name, fileSum: nil)
      case .text(let text, let path): RecordLayoutChoice(name: path, fileSum: SHA256Sum(of: Array(text.utf8)))
      }
    return ReadingDescription(format: input.formatName, map: input.map.entries.map(\.text), layout: layout)
  }

  /// How the examples were divided, as a manifest says it.
  func splittingDescription(_ plan: SplitPlan, _ summary: ReadSummary) throws -> SplittingDescription {
    switch configuration.splitting {
    case .none: return .none
    case .shares(let shares, let seed, let field):
      return .shares(
        shares.shares, seed: seed,
        stratification: field.map { Stratification(field: $0.text, categories: plan.categories ?? []) },
        repeats: plan.repeats)
    case .files:
      let names = configuration.splitting.names
      let splits = try splitOfSource()
      return .files(summary.files.map { names[splits[Array($0.name.utf8)] ?? 0] })
    }
  }

  /// The split of each input that has one of its own, by the bytes of its name.
  ///
  /// - Throws: `export.split-file` for an input that is named for two splits.
  func splitOfSource() throws -> [[UInt8]: Int] {
    guard case .files(let files) = configuration.splitting else { return [:] }
    let names = configuration.splitting.names
    var splits: [[UInt8]: Int] = [:]
    // The files of splits stand behind the others.
    for path in input.paths.dropLast(files.count) {
      for source in try DatasetInput(paths: [path]).sources { splits[Array(source.name.utf8)] = 0 }
    }
    for file in files {
      guard let split = names.firstIndex(where: { $0.utf8.elementsEqual(file.split.utf8) }) else { continue }
      for source in try DatasetInput(paths: [file.path]).sources {
        let other = splits.updateValue(split, forKey: Array(source.name.utf8))
        guard let other, other != split else { continue }
        throw TrainPackError(
          .exportSplitFile, "\(source.name) is named for the splits \(names[other]) and \(names[split])",
          fix: "name each file once, as data or with --split-file")
      }
    }
    return splits
  }

  private static func description(of file: ReadSummary.File) throws -> InputDescription {
    if let sum = file.streamSum {
      return InputDescription(name: file.name, byteCount: nil, sum: sum, recordCount: file.recordCount)
    }
    let digest = try file.digest ?? FileDigest(ofFileAt: file.path)
    return InputDescription(
      name: file.name, byteCount: digest.byteCount, sum: digest.sum, recordCount: file.recordCount)
  }

  /// The settings of the splits, for the sum of all settings.
  private var splittingSettings: JSON {
    switch configuration.splitting {
    case .none: .null
    case .shares(let shares, let seed, let field):
      .array(
        [.integer(seed), field.map { .text($0.text) } ?? .null]
          + shares.shares.map { .array([.text($0.name), .text($0.share)]) })
    case .files: .text("files")
    }
  }

  var packingStage: StageDescription {
    StageDescription(
      method: configuration.packing.rawValue,
      settings: [
        configuration.maximumSegments.map { StageSetting(SettingName.maximumSegments, .integer($0)) },
        configuration.segmentMultiple == 1
          ? nil : StageSetting(SettingName.segmentMultiple, .integer(configuration.segmentMultiple)),
        configuration.shuffleSeed.map { StageSetting(SettingName.shuffleSeed, .integer($0)) },
      ].compactMap(\.self))
  }

  var fittingStage: StageDescription {
    StageDescription(
      method: configuration.policy.kind.rawValue,
      settings: [
        StageSetting("budget", .integer(budget.tokens)), StageSetting(SettingName.reserve, .integer(budget.reserve)),
        StageSetting(SettingName.maximumCutsMeasured, .integer(input.limits.maximumCutsMeasured)),
        StageSetting(SettingName.lostContent, .text(configuration.lostContent.rawValue)),
      ] + cutSettings
        + (systemPolicySetting.map { [StageSetting(SettingName.systemPolicy, .text($0.rawValue))] } ?? []))
  }

  /// Which texts may be shortened, and what stands where some was cut, as far as it was said.
  private var cutSettings: [StageSetting] {
    let policy = configuration.policy
    var settings: [StageSetting] = []
    if !policy.marker.isEmpty {
      settings.append(StageSetting(SettingName.cutMarker, .text(String(decoding: policy.marker, as: UTF8.self))))
    }
    if !policy.order.first.isEmpty {
      settings.append(StageSetting(SettingName.trimFirst, .texts(policy.order.first.map(\.text))))
    }
    if !policy.order.kept.isEmpty {
      settings.append(StageSetting(SettingName.keep, .texts(policy.order.kept.map(\.text))))
    }
    return settings
  }

  /// What was done to system prompts; `nil` where nothing was, as the template takes them or its error stands.
  private var systemPolicySetting: SystemPromptPolicy? {
    let policy = model.policy(input.systemPolicy)
    return policy == .stop ? nil : policy
  }

  /// The names under which a manifest holds settings that a verification reads back.
  enum SettingName {
    static let maximumSegments = "max_segments"
    static let segmentMultiple = "segment_multiple"
    static let shuffleSeed = "shuffle_seed"
    static let reserve = "reserve"
    static let maximumCutsMeasured = "maximum_cuts_measured"
    static let cutMarker = "cut_marker"
    static let trimFirst = "trim_first"
    static let keep = "keep"
    static let lostContent = "lost_content"
    static let systemPolicy = "system"
  }

  /// The sum of everything that the rows depend on beside the input's bytes: all settings, and the version.
  func configurationSum(version: String = trainPackVersion) -> SHA256Sum {
    let layout = reading.layout
    let sharding = configuration.sharding
    let settings: [JSON.Member] = [
      JSON.Member("version", .text(version)),
      JSON.Member("profile", .text(model.profile.id)),
      JSON.Member("tokenizer", .text(model.identity.sum.hexadecimal)), JSON.Member("tokens", tokenRules),
      JSON.Member("chat_template", model.identity.chatTemplateSum.map { .text($0.hexadecimal) } ?? .null),
      JSON.Member("context_length", .integer(budget.contextLength)),
      JSON.Member("fitting", fittingStage.json(method: Manifest.fittingMethod)),
      JSON.Member("packing", packingStage.json(method: Manifest.packingMethod)),
      JSON.Member("rows", .text(configuration.rows.rawValue)),
      JSON.Member("position_ids", .bool(configuration.positionIDs == .written)),
      JSON.Member("layout", .text(configuration.layout.rawValue)),
      JSON.Member("compression", .text(configuration.compression.rawValue)),
      JSON.Member("trainer", configuration.trainer.map { .text($0.rawValue) } ?? .null),
      JSON.Member("splits", splittingSettings),
      JSON.Member("cut", .text(sharding.cut.rawValue)),
      JSON.Member("shard_size", .integer(sharding.maximumByteCount)),
      JSON.Member("shard_rows", sharding.maximumRowCount.map { .integer($0) } ?? .null),
      JSON.Member("shard_multiple", .integer(sharding.multiple)),
      JSON.Member("wids", .bool(configuration.wids == .written)),
      JSON.Member("system_prompt", input.systemPrompt.map { .string($0) } ?? .null),
      JSON.Member("input_format", input.formatName.map { .text($0) } ?? .null),
      JSON.Member("map", .array(reading.map.map { .text($0) })),
      JSON.Member("record_layout", (layout?.fileSum?.hexadecimal ?? layout?.name).map { .text($0) } ?? .null),
    ]
    return SHA256Sum(of: JSONWriter.bytes(of: .object(settings)))
  }
}

extension ExportPipeline {
  /// What the profile adds to its vocabulary: how text is cut, and which tokens are matched in it or end a turn.
  private var tokenRules: JSON {
    let tokenizer = model.profile.tokenizer
    func token(_ token: SpecialToken?) -> JSON {
      token.map { .array([.integer(Int($0.id)), .string($0.text)]) } ?? .null
    }
    let added = tokenizer.addedTokens.map { token in
      let stripping: [JSON] = token.stripping.isEmpty ? [] : [.integer(Int(token.stripping.rawValue))]
      return JSON.array([.integer(Int(token.id)), .string(token.text), .bool(token.isSpecial)] + stripping)
    }
    return .object([
      JSON.Member("normalizer", .text(tokenizer.normalizer.rawValue)),
      JSON.Member("pattern", tokenizer.pattern.map { .text($0.rawValue) } ?? .null),
      JSON.Member("prefix_rule", .text(tokenizer.prefixRule.rawValue)),
      JSON.Member("special", .array([tokenizer.bos, tokenizer.eos, tokenizer.unk, tokenizer.pad].map(token))),
      JSON.Member("end_of_turn", .array(tokenizer.endOfTurn.map(token))), JSON.Member("added", .array(added)),
    ])
  }
}

extension Generator {
  /// What TrainPack calls itself in manifests.
  static let trainPackName = "trainpack"
}
