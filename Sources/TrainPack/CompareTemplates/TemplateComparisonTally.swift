import DatasetChecks
import Diagnostics
import Prompting

/// The records that part in the same way, with the first of them.
struct PartingGroup<Difference: Hashable & Sendable>: Sendable {
  /// What they have in common, beside where in a conversation they part.
  let difference: Difference
  let first: PartingPlace
  /// The answer whose prompt it is, the index of its message; `nil` for whole records.
  let answer: Int?
  var tally = PlaceTally()
}

/// Records that part in the same way, in the order in which the ways were met.
struct PartingGroups<Difference: Hashable & Sendable>: Sendable {
  /// What is counted as one way to part.
  struct Way: Hashable, Sendable {
    var difference: Difference
    var position: DifferencePlace.Position
    var role: Role?

    init(_ difference: Difference, at parting: PartingPlace) {
      self.difference = difference
      position = parting.place.position
      role = parting.place.role
    }
  }

  private(set) var groups: [PartingGroup<Difference>] = []
  private var indices: [Way: Int] = [:]

  mutating func add(
    _ difference: Difference, _ parting: PartingPlace, answer: Int? = nil, at location: InputLocation
  ) {
    let way = Way(difference, at: parting)
    let index = indices[way] ?? groups.count
    if index == groups.count {
      groups.append(PartingGroup(difference: difference, first: parting, answer: answer))
      indices[way] = index
    }
    groups[index].tally.add(location)
  }
}

/// The sums of a comparison while the records pass.
struct TemplateComparisonTally: Sendable {
  /// What one of the templates renders.
  struct Rendered: Hashable, Sendable {
    var records = 0
    var tokens = 0
    var lossTokens = 0
  }

  /// What a template says of the records that it refuses.
  struct RefusalKey: Hashable, Sendable {
    var side: TemplateSide
    var message: String
  }

  struct Refusal: Sendable {
    let key: RefusalKey
    let fix: String
    var tally = PlaceTally()
  }

  private(set) var rendered = TemplatePair(a: Rendered(), b: Rendered())
  private(set) var same = 0
  /// The same tokens of different texts.
  private(set) var sameInOtherText = 0
  /// Texts without turns, which no template renders.
  private(set) var plainTexts = 0
  private(set) var different = PlaceTally()
  private(set) var differences = PartingGroups<[TemplateDifference]>()
  /// The records that show a difference, and those that show no other.
  private(set) var kinds: [TemplateDifference: (tally: PlaceTally, only: Int)] = [:]
  /// Refused by this template alone.
  private(set) var refused = TemplatePair(a: PlaceTally(), b: PlaceTally())
  private(set) var refusedByBoth = PlaceTally()
  private(set) var refusals: [Refusal] = []
  private(set) var lossDiffers = PlaceTally()
  /// By the template that trains the first token in which the masks differ.
  private(set) var lossDifferences = PartingGroups<TemplateSide>()
  private(set) var lossOnly = TemplatePair(a: 0, b: 0)
  /// The answers whose prompts were looked at.
  private(set) var promptCount = 0
  private(set) var promptRefused = PlaceTally()
  private(set) var promptRefusal: TrainPackError?
  private(set) var promptFailures: [ServedPrompts.Failing: (prompts: Int, tally: PlaceTally)] = [:]
  /// Of the failures those that part at the token in which the whole records part.
  private(set) var promptsWhereRecordsPart = 0
  /// Of the other failures.
  private(set) var prompts = PartingGroups<ServedPrompts.Failing>()
  private var refusalIndices: [RefusalKey: Int] = [:]

  /// Messages of templates can hold text of the records.
  private static let maximumRefusals = 20

  mutating func add(_ comparison: TemplateComparison) {
    if comparison.isPlainText { plainTexts += 1 }
    for side in TemplateSide.allCases {
      guard let counts = comparison.counts[side] else { continue }
      rendered[side].records += 1
      rendered[side].tokens += counts.tokens
      rendered[side].lossTokens += counts.lossTokens
    }
    switch comparison.verdict {
    case .same(let text, let loss):
      same += 1
      if text == .no { sameInOtherText += 1 }
      if let loss { add(loss, at: comparison.location) }
    case .different(let kinds, let parting): add(kinds, parting, at: comparison.location)
    case .refused(let errors): add(errors, at: comparison.location)
    }
    add(comparison.prompts, at: comparison.location)
  }

  private mutating func add(_ loss: LossDifference, at location: InputLocation) {
    lossDiffers.add(location)
    lossDifferences.add(loss.side, loss.place, at: location)
    for side in TemplateSide.allCases { lossOnly[side] += loss.counts[side] }
  }

  private mutating func add(_ kinds: [TemplateDifference], _ parting: PartingPlace, at location: InputLocation) {
    different.add(location)
    for kind in kinds {
      var entry = self.kinds[kind] ?? (PlaceTally(), 0)
      entry.tally.add(location)
      if kinds.count == 1 { entry.only += 1 }
      self.kinds[kind] = entry
    }
    differences.add(kinds, parting, at: location)
  }

  private mutating func add(_ errors: TemplatePair<TrainPackError?>, at location: InputLocation) {
    if errors.a != nil, errors.b != nil {
      refusedByBoth.add(location)
    } else {
      refused[errors.a == nil ? .b : .a].add(location)
    }
    for side in TemplateSide.allCases {
      guard let error = errors[side] else { continue }
      var key = RefusalKey(side: side, message: error.message)
      if refusalIndices[key] == nil, refusals.count >= Self.maximumRefusals { key.message = "other reasons" }
      let index = refusalIndices[key] ?? refusals.count
      if index == refusals.count {
        refusals.append(Refusal(key: key, fix: error.fix))
        refusalIndices[key] = index
      }
      refusals[index].tally.add(location)
    }
  }

  private mutating func add(_ served: ServedPrompts, at location: InputLocation) {
    promptCount += served.count
    if let refusal = served.refusal {
      promptRefused.add(location)
      if promptRefusal == nil { promptRefusal = refusal }
    }
    var failings: Set<ServedPrompts.Failing> = []
    var ways: Set<PartingGroups<ServedPrompts.Failing>.Way> = []
    for parting in served.partings {
      var entry = promptFailures[parting.failing] ?? (0, PlaceTally())
      entry.prompts += 1
      if failings.insert(parting.failing).inserted { entry.tally.add(location) }
      promptFailures[parting.failing] = entry
      if parting.isWhereRecordParts {
        promptsWhereRecordsPart += 1
        continue
      }
      if ways.insert(.init(parting.failing, at: parting.place)).inserted {
        prompts.add(parting.failing, parting.place, answer: parting.message, at: location)
      }
    }
  }
}
