import Diagnostics
import Reports
import StrictJSON

extension Manifest {
  /// Reads a `manifest.json`, taking nothing but what this version writes, byte for byte.
  ///
  /// - Parameters:
  ///   - bytes: The file's contents.
  ///   - path: The file's path, for messages.
  /// - Throws: `verify.manifest`, with the JSON pointer of what is wrong; the codes of `JSONReader` where it is not JSON.
  public init(jsonText bytes: [UInt8], path: String) throws {
    let tree = try JSONReader().readTree(bytes, at: InputLocation(source: path))
    let root = ManifestValue(tree, path: path)
    guard try root["format"].text == Self.format, try root["format_version"].integer == Self.formatVersion else {
      throw root["format_version"].failure("is not version \(Self.formatVersion) of the format \(Self.format)")
    }
    let tokenizer = root["tokenizer"]
    layout = try root["layout"].named(ShardLayout.self)
    compression = try root["compression"].named(ShardCompression.self)
    guard layout.compressions.contains(compression) else {
      throw root["compression"].failure("is not one that goes with the layout \(layout.rawValue)")
    }
    trainer = try root.existing("trainer")?.named(Trainer.self)
    rowSchema = try root.rowSchema
    contextLength = try root["context_length"].integer
    vocabularySize = try tokenizer["vocab_size"].integer
    sharding = try root["sharding"].sharding
    description = try ExportDescription(
      generator: Generator(
        name: root["generator"]["name"].text, version: root["generator"]["version"].text,
        configurationSum: root["generator"]["config_sha256"].sum),
      profile: root["profile"].text,
      tokenizer: TokenizerIdentity(
        name: tokenizer["name"].text, sum: tokenizer["sha256"].sum, beginningID: tokenizer["bos_id"].optional?.integer,
        endID: tokenizer["eos_id"].optional?.integer, paddingID: tokenizer["pad_id"].optional?.integer,
        chatTemplateSum: tokenizer["chat_template_sha256"].optional?.sum),
      packing: root["packing"].stage(Self.packingMethod), fitting: root["fitting"].stage(Self.fittingMethod),
      splitting: root["splitting"].splitting, reading: root["reading"].reading,
      inputs: root["inputs"].elements.map { try $0.input },
      recordLayouts: root["record_layouts"].elements.map { try $0.recordLayout },
      systemPromptSum: root["system_prompt_sha256"].optional?.sum, counts: root["counts"].recordCounts,
      fields: root["fields"].elements.map { try $0.fieldTable })
    description.ledger = LedgerSummary(entries: try root["ledger"].elements.map { try $0.ledgerEntry })
    totals = try root["totals"].rowCounts
    splits = try root["splits"].members.map { try $1.split(named: $0) }
    extraFiles = try root["extra_file_sums"].elements.map { try $0.file }
    guard jsonText == bytes else {
      throw root.failure("holds something else than this version writes: a key, an order, a constant or white space")
    }
  }
}

/// A value in a manifest with its place.
private struct ManifestValue {
  private let json: JSON?
  private let path: String
  private let pointer: String

  init(_ json: JSON?, path: String, pointer: String = "") {
    self.json = json
    self.path = path
    self.pointer = pointer
  }

  subscript(key: String) -> ManifestValue {
    ManifestValue(json?[key], path: path, pointer: "\(pointer)/\(key)")
  }

  /// A member that may be missing.
  func existing(_ key: String) -> ManifestValue? { json?[key] == nil ? nil : self[key] }

  func failure(_ message: String) -> TrainPackError {
    TrainPackError(
      .verifyManifest, "the manifest's value \(message)",
      at: InputLocation(source: path, pointer: pointer),
      fix: "copy the export again from where it was made, or export again")
  }

  var text: String {
    get throws {
      guard let text = json?.string else { throw failure("is not a text") }
      return text
    }
  }

  var integer: Int {
    get throws {
      guard let integer = json?.int else { throw failure("is not an integer") }
      return integer
    }
  }

  var flag: Bool {
    get throws {
      guard let flag = json?.bool else { throw failure("is not true or false") }
      return flag
    }
  }

  var sum: SHA256Sum {
    get throws {
      guard let sum = SHA256Sum(hexadecimal: try text) else {
        throw failure("is not a SHA-256 in lowercase hexadecimal")
      }
      return sum
    }
  }

  /// The value, or `nil` where it is null.
  var optional: ManifestValue? { json?.isNull == true ? nil : self }

  func named<Name: RawRepresentable<String>>(_ type: Name.Type) throws -> Name {
    guard let name = Name(rawValue: try text) else { throw failure("is not one that this version knows") }
    return name
  }

  var elements: [ManifestValue] {
    get throws {
      guard let elements = json?.array else { throw failure("is not a list") }
      return elements.enumerated().map { ManifestValue($1, path: path, pointer: "\(pointer)/\($0)") }
    }
  }

  var members: [(String, ManifestValue)] {
    get throws {
      guard let members = json?.members else { throw failure("is not an object") }
      return members.map { member in
        let key = String(decoding: member.key, as: UTF8.self)
        return (key, ManifestValue(member.value, path: path, pointer: "\(pointer)/\(key)"))
      }
    }
  }
}

extension ManifestValue {
  var rowSchema: RowSchema {
    get throws {
      let identifier = try self["row_schema"].text
      let columns = try self["columns"].members.map { [$0, try $1.text] }
      let schema = RowSchema.all.first { schema in
        schema.identifier == identifier && schema.columns.map { [$0.rawValue, schema.type(of: $0).name] } == columns
      }
      guard let schema else { throw self["columns"].failure("is not one of the row schemas that this version knows") }
      return schema
    }
  }

  var rowCounts: RowCounts {
    get throws {
      try RowCounts(
        rows: self["rows"].integer, segments: self["segments"].integer, tokens: self["tokens"].integer,
        lossTokens: self["loss_tokens"].integer)
    }
  }

  /// A count that is written only where it is not 0.
  private func integerOrZero(_ key: String) throws -> Int { json?[key] == nil ? 0 : try self[key].integer }

  var recordCounts: RecordCounts {
    get throws {
      try RecordCounts(
        read: self["read"].integer, exported: self["exported"].integer, trimmed: self["trimmed"].integer,
        split: integerOrZero("split"), splitExamples: integerOrZero("split_examples"), dropped: self["dropped"].integer,
        rejected: self["rejected"].integer)
    }
  }

  var input: InputDescription {
    get throws {
      try InputDescription(
        name: self["name"].text, byteCount: self["bytes"].optional?.integer, sum: self["sha256"].sum,
        recordCount: self["records"].integer)
    }
  }

  var recordLayout: RecordLayoutIdentity {
    get throws { try RecordLayoutIdentity(name: self["name"].text, sum: self["sha256"].sum) }
  }

  var reading: ReadingDescription {
    get throws {
      try ReadingDescription(
        format: self["format"].optional?.text, map: self["map"].elements.map { try $0.text },
        layout: self["record_layout"].optional.map { layout in
          try RecordLayoutChoice(name: layout["name"].text, fileSum: layout["sha256"].optional?.sum)
        })
    }
  }

  var sharding: ShardingRules {
    get throws {
      try ShardingRules(
        cut: self["cut"].named(ShardingRules.Cut.self), maximumByteCount: self["shard_size"].integer,
        maximumRowCount: self["shard_rows"].optional?.integer, multiple: self["shard_multiple"].integer)
    }
  }

  var splitting: SplittingDescription {
    get throws {
      switch try self["method"].text {
      case "none": return .none
      case "files": return .files(try self["inputs"].elements.map { try $0.text })
      case "shares":
        let shares = try self["shares"].members.map { SplitShare(name: $0, share: try $1.text) }
        let categories = try self["categories"].elements.map { category in
          CategoryDescription(
            value: try category["value"].optional.map { Array(try $0.text.utf8) },
            counts: try category["examples"].members.map { try $1.integer })
        }
        let stratification = try self["stratify"].optional.map {
          Stratification(field: try $0.text, categories: categories)
        }
        let repeats = try RepeatCounts(
          groups: self["repeats"]["groups"].integer, examples: self["repeats"]["examples"].integer)
        return .shares(shares, seed: try self["seed"].integer, stratification: stratification, repeats: repeats)
      default: throw self["method"].failure("is not one that this version knows")
      }
    }
  }

  private var exampleCounts: [Int] {
    get throws { try members.map { try $1.integer } }
  }

  var fieldTable: FieldTable {
    get throws {
      try FieldTable(
        role: self["role"].named(FieldRole.self), field: self["field"].text,
        values: self["values"].elements.map { value in
          try FieldTable.Value(value: Array(value["value"].text.utf8), counts: value["examples"].exampleCounts)
        },
        otherValueCount: self["others"]["values"].integer, otherCounts: self["others"]["examples"].exampleCounts,
        missingCounts: self["missing"].exampleCounts)
    }
  }

  var ledgerEntry: LedgerSummary.Entry {
    get throws {
      try LedgerSummary.Entry(
        action: self["action"].text, isOverBudget: self["over_budget"].flag, records: self["records"].integer,
        tokensBefore: self["tokens_before"].integer, tokensAfter: self["tokens_after"].integer)
    }
  }

  private var lengths: LengthSummary {
    get throws {
      try LengthSummary(
        minimum: self["minimum"].integer, median: self["median"].integer, p95: self["p95"].integer,
        maximum: self["maximum"].integer,
        bins: self["histogram"].elements.map { bin in
          try Histogram.Bin(
            from: bin["from"].integer, through: bin["through"].integer, count: bin["examples"].integer)
        })
    }
  }

  var file: FileDescription {
    get throws {
      try FileDescription(path: self["path"].text, byteCount: self["bytes"].integer, sum: self["sha256"].sum)
    }
  }

  var shard: ShardDescription {
    get throws {
      try ShardDescription(
        path: self["path"].text, byteCount: self["bytes"].integer, sum: self["sha256"].sum,
        contentByteCount: self["content_bytes"].integer, contentSum: self["content_sha256"].sum, counts: rowCounts)
    }
  }

  func split(named name: String) throws -> SplitDescription {
    try SplitDescription(
      name: name, counts: rowCounts, contentByteCount: self["content_bytes"].integer,
      contentSum: self["content_sha256"].sum, lengths: self["lengths"].lengths,
      shards: self["shards"].elements.map { try $0.shard })
  }

  /// Reads a stage, whose method stands under the first key.
  func stage(_ method: String) throws -> StageDescription {
    let settings = try members.filter { $0.0 != method }.map { name, value in
      StageSetting(name, try value.setting)
    }
    return StageDescription(method: try self[method].text, settings: settings)
  }

  private var setting: StageSetting.Value {
    get throws {
      if let flag = json?.bool { return .flag(flag) }
      if let integer = json?.int { return .integer(integer) }
      if json?.array != nil { return .texts(try elements.map { try $0.text }) }
      return .text(try text)
    }
  }
}
