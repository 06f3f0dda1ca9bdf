import Diagnostics

/// What the manifest says of an export that its rows do not show: how they were made, and of what.
public struct ExportDescription: Hashable, Sendable {
  public var generator: Generator
  /// The id of the profile that the rows were made for.
  public var profile: String
  public var tokenizer: TokenizerIdentity
  public var packing: StageDescription
  public var fitting: StageDescription
  public var splitting: SplittingDescription
  public var reading: ReadingDescription
  public var inputs: [InputDescription]
  /// The layouts that made conversations of records, for formats that have any.
  public var recordLayouts: [RecordLayoutIdentity]
  /// The sum of the system prompt that was put before each conversation.
  public var systemPromptSum: SHA256Sum?
  public var counts: RecordCounts
  /// What the records say of their sources, authors and subjects.
  public var fields: [FieldTable]
  /// What the ledger lists.
  public var ledger = LedgerSummary()

  public init(
    generator: Generator, profile: String, tokenizer: TokenizerIdentity, packing: StageDescription,
    fitting: StageDescription, splitting: SplittingDescription = .none,
    reading: ReadingDescription = ReadingDescription(), inputs: [InputDescription],
    recordLayouts: [RecordLayoutIdentity] = [], systemPromptSum: SHA256Sum? = nil, counts: RecordCounts,
    fields: [FieldTable] = []
  ) {
    self.generator = generator
    self.profile = profile
    self.tokenizer = tokenizer
    self.packing = packing
    self.fitting = fitting
    self.splitting = splitting
    self.reading = reading
    self.inputs = inputs
    self.recordLayouts = recordLayouts
    self.systemPromptSum = systemPromptSum
    self.counts = counts
    self.fields = fields
  }
}

/// The program that made an export.
public struct Generator: Hashable, Sendable {
  public var name: String
  public var version: String
  /// The sum of all settings that the output depends on.
  public var configurationSum: SHA256Sum

  public init(name: String, version: String, configurationSum: SHA256Sum) {
    self.name = name
    self.version = version
    self.configurationSum = configurationSum
  }
}

/// The tokenizer that gave the token ids their meaning.
public struct TokenizerIdentity: Hashable, Sendable {
  public var name: String
  /// The sum of the tokenizer's file.
  public var sum: SHA256Sum
  /// The id of the token that begins a text, ends one, fills a batch; `nil` where the model has none.
  public var beginningID: Int?
  public var endID: Int?
  public var paddingID: Int?
  /// The sum of the chat template's bytes.
  public var chatTemplateSum: SHA256Sum?

  public init(
    name: String, sum: SHA256Sum, beginningID: Int?, endID: Int?, paddingID: Int?, chatTemplateSum: SHA256Sum?
  ) {
    self.name = name
    self.sum = sum
    self.beginningID = beginningID
    self.endID = endID
    self.paddingID = paddingID
    self.chatTemplateSum = chatTemplateSum
  }
}

/// A stage that shaped the rows: what it did, and with which settings.
public struct StageDescription: Hashable, Sendable {
  /// The strategy or policy, by its name on the command line.
  public var method: String
  /// The settings that its result depends on, in the order of the manifest; each name once, and none `strategy`.
  public var settings: [StageSetting]

  public init(method: String, settings: [StageSetting] = []) {
    self.method = method
    self.settings = settings
  }
}

/// A setting of a stage.
public struct StageSetting: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case integer(Int)
    case text(String)
    case flag(Bool)
    case texts([String])
  }

  public var name: String
  public var value: Value

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// How it was said that records are to be read; what was not said is told by the records.
public struct ReadingDescription: Hashable, Sendable {
  /// The name of the records' format.
  public var format: String?
  /// Which field is which, each as it was given.
  public var map: [String]
  /// The layout that was chosen for formats that have any.
  public var layout: RecordLayoutChoice?

  public init(format: String? = nil, map: [String] = [], layout: RecordLayoutChoice? = nil) {
    self.format = format
    self.map = map
    self.layout = layout
  }
}

/// A layout that was chosen: one that the program brings, or a file.
public struct RecordLayoutChoice: Hashable, Sendable {
  /// The layout's name, or the file's path.
  public var name: String
  /// The sum of the file's bytes; `nil` for a layout that the program brings.
  public var fileSum: SHA256Sum?

  public init(name: String, fileSum: SHA256Sum?) {
    self.name = name
    self.fileSum = fileSum
  }
}

/// A file of the dataset that was read.
public struct InputDescription: Hashable, Sendable {
  /// The file as the user named it.
  public var name: String
  /// The file's size in bytes, where it is a file.
  public var byteCount: Int?
  /// The sum of the file's bytes.
  public var sum: SHA256Sum
  /// How many records were read from it.
  public var recordCount: Int

  public init(name: String, byteCount: Int?, sum: SHA256Sum, recordCount: Int) {
    self.name = name
    self.byteCount = byteCount
    self.sum = sum
    self.recordCount = recordCount
  }
}

/// What became of the records.
public struct RecordCounts: Hashable, Sendable {
  /// All records met in the inputs.
  public var read: Int
  /// Records in the shards.
  public var exported: Int
  /// Records among the exported ones that were shortened.
  public var trimmed: Int
  /// Records among the exported ones that were divided, and the examples that came of them.
  public var split: Int
  public var splitExamples: Int
  /// Records left out because they did not fit, or had nothing to train.
  public var dropped: Int
  /// Records set aside as malformed.
  public var rejected: Int

  public init(
    read: Int, exported: Int, trimmed: Int, split: Int = 0, splitExamples: Int = 0, dropped: Int, rejected: Int
  ) {
    self.read = read
    self.exported = exported
    self.trimmed = trimmed
    self.split = split
    self.splitExamples = splitExamples
    self.dropped = dropped
    self.rejected = rejected
  }

  /// What does not add up, in words; `nil` when no record is lost or counted twice.
  ///
  /// - Parameters:
  ///   - segmentCount: How many segments the shards hold: each exported record is one, or those that came of it.
  ///   - inputs: The files that were read.
  func contradiction(segmentCount: Int, inputs: [InputDescription]) -> String? {
    let all = [read, exported, trimmed, split, splitExamples, dropped, rejected] + inputs.map(\.recordCount)
    guard all.allSatisfy({ (0...(1 << 48)).contains($0) }), inputs.count < 1 << 14 else {
      return "a count is negative or beyond all files"
    }
    if exported + dropped + rejected != read {
      return "\(exported) exported, \(dropped) dropped and \(rejected) rejected are not the \(read) read"
    }
    if trimmed + split > exported {
      return "\(trimmed) trimmed and \(split) divided are more than the \(exported) exported"
    }
    if splitExamples < 2 * split || (split == 0 && splitExamples > 0) {
      return "\(split) divided records cannot have given \(splitExamples) examples"
    }
    let exampleCount = exported - split + splitExamples
    if exampleCount != segmentCount {
      return "\(exampleCount) examples exported, but \(segmentCount) segments in the shards"
    }
    let recordCount = inputs.reduce(0) { $0 + $1.recordCount }
    if recordCount != read { return "the inputs hold \(recordCount) records, but \(read) were read" }
    return nil
  }
}
