import StrictJSON

extension Manifest {
  /// The bytes of `manifest.json`.
  var jsonText: [UInt8] { JSONWriter.bytes(of: json, layout: .indented) + [UInt8(ascii: "\n")] }

  /// The manifest as JSON, its keys in the order of the file.
  var json: JSON {
    guard let trainer else { return settings }
    let members = settings.members ?? []
    let place = members.firstIndex { $0.key.elementsEqual("row_schema".utf8) } ?? members.endIndex
    return .object(
      Array(members[..<place]) + [JSON.Member("trainer", .text(trainer.rawValue))] + Array(members[place...]))
  }

  /// What every manifest has.
  private var settings: JSON {
    [
      "format": .text(Self.format), "format_version": .integer(Self.formatVersion),
      "generator": [
        "name": .text(description.generator.name), "version": .text(description.generator.version),
        "config_sha256": .sum(description.generator.configurationSum),
      ],
      "layout": .text(layout.rawValue), "compression": .text(compression.rawValue), "tar_mtime": 0,
      "row_schema": .text(rowSchema.identifier), "columns": columns, "context_length": .integer(contextLength),
      "ignore_index": .integer(Int(RowSchema.ignoreIndex)), "labels_shifted": false, "padded": false,
      "profile": .text(description.profile), "tokenizer": tokenizer,
      "packing": description.packing.json(method: Self.packingMethod),
      "fitting": description.fitting.json(method: Self.fittingMethod),
      "splitting": splitting, "sharding": shardingRules,
      "reading": [
        "format": description.reading.format.map { .text($0) } ?? .null,
        "map": .array(description.reading.map.map { .text($0) }),
        "record_layout": description.reading.layout.map {
          ["name": .text($0.name), "sha256": .sum($0.fileSum)]
        } ?? .null,
      ],
      "inputs": .array(description.inputs.map(Self.input)),
      "record_layouts": .array(
        description.recordLayouts.map { ["name": .text($0.name), "sha256": .sum($0.sum)] }),
      "system_prompt_sha256": .sum(description.systemPromptSum), "counts": records,
      "ledger": .array(description.ledger.entries.map(Self.ledgerEntry)),
      "fields": .array(description.fields.map(field)),
      "totals": Self.counts(totals),
      "splits": .object(splits.map { JSON.Member($0.name, Self.split($0)) }),
      "extra_files": .array(extraFiles.map { .text($0.path) }),
      "extra_file_sums": .array(extraFiles.map(Self.file)),
    ]
  }

  /// The keys under which the methods of the two stages stand.
  public static let packingMethod = "strategy"
  public static let fittingMethod = "policy"

  private var columns: JSON {
    .object(rowSchema.columns.map { JSON.Member($0.rawValue, .text(rowSchema.type(of: $0).name)) })
  }

  private var tokenizer: JSON {
    let tokenizer = description.tokenizer
    return [
      "name": .text(tokenizer.name), "sha256": .sum(tokenizer.sum), "vocab_size": .integer(vocabularySize),
      "bos_id": .integer(tokenizer.beginningID), "eos_id": .integer(tokenizer.endID),
      "pad_id": .integer(tokenizer.paddingID), "chat_template_sha256": .sum(tokenizer.chatTemplateSum),
    ]
  }

  private var shardingRules: JSON {
    [
      "cut": .text(sharding.cut.rawValue), "shard_size": .integer(sharding.maximumByteCount),
      "shard_rows": .integer(sharding.maximumRowCount), "shard_multiple": .integer(sharding.multiple),
    ]
  }

  private var splitting: JSON {
    switch description.splitting {
    case .none: ["method": "none"]
    case .shares(let shares, let seed, let stratification, let repeats):
      [
        "method": "shares", "seed": .integer(seed),
        "shares": .object(shares.map { JSON.Member($0.name, .text($0.share)) }),
        "stratify": stratification.map { .text($0.field) } ?? .null,
        "categories": .array((stratification?.categories ?? []).map { category(shares, $0) }),
        "repeats": ["groups": .integer(repeats.groups), "examples": .integer(repeats.examples)],
      ]
    case .files(let names): ["method": "files", "inputs": .array(names.map { .text($0) })]
    }
  }

  private func category(_ shares: [SplitShare], _ category: CategoryDescription) -> JSON {
    [
      "value": category.value.map { .string($0) } ?? .null,
      "examples": .object(zip(shares, category.counts).map { JSON.Member($0.name, .integer($1)) }),
    ]
  }

  private static func input(_ input: InputDescription) -> JSON {
    [
      "name": .text(input.name), "bytes": .integer(input.byteCount), "sha256": .sum(input.sum),
      "records": .integer(input.recordCount),
    ]
  }

  private var records: JSON {
    let counts = description.counts
    var members = [
      JSON.Member("read", .integer(counts.read)), JSON.Member("exported", .integer(counts.exported)),
      JSON.Member("trimmed", .integer(counts.trimmed)),
    ]
    if counts.split > 0 {
      members.append(JSON.Member("split", .integer(counts.split)))
      members.append(JSON.Member("split_examples", .integer(counts.splitExamples)))
    }
    return .object(
      members + [JSON.Member("dropped", .integer(counts.dropped)), JSON.Member("rejected", .integer(counts.rejected))])
  }

  private static func ledgerEntry(_ entry: LedgerSummary.Entry) -> JSON {
    [
      "action": .text(entry.action), "over_budget": .bool(entry.isOverBudget), "records": .integer(entry.records),
      "tokens_before": .integer(entry.tokensBefore), "tokens_after": .integer(entry.tokensAfter),
    ]
  }

  private func field(_ table: FieldTable) -> JSON {
    func examples(_ counts: [Int]) -> JSON {
      .object(zip(splits, counts).map { JSON.Member($0.name, .integer($1)) })
    }
    return [
      "field": .text(table.field), "role": .text(table.role.rawValue),
      "values": .array(table.values.map { ["value": .string($0.value), "examples": examples($0.counts)] }),
      "others": ["values": .integer(table.otherValueCount), "examples": examples(table.otherCounts)],
      "missing": examples(table.missingCounts),
    ]
  }

  private static func lengths(_ lengths: LengthSummary) -> JSON {
    [
      "minimum": .integer(lengths.minimum), "median": .integer(lengths.median), "p95": .integer(lengths.p95),
      "maximum": .integer(lengths.maximum),
      "histogram": .array(
        lengths.bins.map {
          ["from": .integer($0.from), "through": .integer($0.through), "examples": .integer($0.count)]
        }),
    ]
  }

  private static func split(_ split: SplitDescription) -> JSON {
    .object(
      countMembers(split.counts) + [
        JSON.Member("content_bytes", .integer(split.contentByteCount)),
        JSON.Member("content_sha256", .sum(split.contentSum)),
        JSON.Member("lengths", lengths(split.lengths)), JSON.Member("shards", .array(split.shards.map(shard))),
      ])
  }

  private static func shard(_ shard: ShardDescription) -> JSON {
    .object(
      [
        JSON.Member("path", .text(shard.path)), JSON.Member("bytes", .integer(shard.byteCount)),
        JSON.Member("sha256", .sum(shard.sum)), JSON.Member("content_bytes", .integer(shard.contentByteCount)),
        JSON.Member("content_sha256", .sum(shard.contentSum)),
      ] + countMembers(shard.counts))
  }

  private static func file(_ file: FileDescription) -> JSON {
    ["path": .text(file.path), "bytes": .integer(file.byteCount), "sha256": .sum(file.sum)]
  }

  private static func counts(_ counts: RowCounts) -> JSON { .object(countMembers(counts)) }

  private static func countMembers(_ counts: RowCounts) -> [JSON.Member] {
    [
      JSON.Member("rows", .integer(counts.rows)), JSON.Member("segments", .integer(counts.segments)),
      JSON.Member("tokens", .integer(counts.tokens)), JSON.Member("loss_tokens", .integer(counts.lossTokens)),
    ]
  }
}

extension JSON {
  fileprivate static func sum(_ sum: SHA256Sum?) -> JSON { sum.map { .text($0.hexadecimal) } ?? .null }

  fileprivate static func integer(_ value: Int?) -> JSON { value.map { .integer($0) } ?? .null }
}

extension StageDescription {
  /// The stage as an object, its method under the first key.
  public func json(method key: String) -> JSON {
    let settings = settings.map { setting in
      switch setting.value {
      case .integer(let value): JSON.Member(setting.name, .integer(value))
      case .text(let value): JSON.Member(setting.name, .text(value))
      case .flag(let value): JSON.Member(setting.name, .bool(value))
      case .texts(let value): JSON.Member(setting.name, .array(value.map { .text($0) }))
      }
    }
    return .object([JSON.Member(key, .text(method))] + settings)
  }
}
