import Diagnostics
import SequencePacking
import ShardExport

/// Holds the examples in the shards against those that the source gives, record by record.
struct ShardComparison {
  private struct Place: Hashable {
    var source: Int32
    var line: Int32
    /// The identifier, where several records stand on the line, as the elements of an array may.
    var recordID: [UInt8]?
  }

  private let export: RecalledExport
  /// For each place the first example there that no record was held against, and for each example the next at its place:
  /// a file that was named twice has two.
  private var first: [Place: Int32] = [:]
  private var next: [Int32]
  /// The lines on which records with several identifiers stand.
  private let sharedLines: Set<Place>
  /// For each exported record the example that was found for it, and its length.
  private var found: [Int32] = []
  private var lengths: [Int32] = []
  /// The same records, as they are divided into splits.
  private(set) var entries: [SplitPlan.Entry] = []
  /// What the records say of their sources, authors and subjects.
  private(set) var fields = FieldTally()
  private static let none: Int32 = -1

  private var missing = SourceFinding()
  private var changed = SourceFinding()
  private var otherTokens = SourceFinding()
  private var otherNames = SourceFinding()
  private var otherNumbers = SourceFinding()

  init(_ export: RecalledExport) {
    self.export = export
    next = [Int32](repeating: Self.none, count: export.segments.count)
    first.reserveCapacity(export.segments.count)
    sharedLines = Self.sharedLines(of: export.segments)
    for (index, segment) in export.segments.enumerated().reversed() {
      let place = place(source: segment.source, line: segment.line, recordID: segment.recordID)
      next[index] = first[place] ?? Self.none
      first[place] = Int32(clamping: index)
    }
  }

  private static func sharedLines(of segments: [RecalledExport.Segment]) -> Set<Place> {
    var seen: [Place: String?] = [:]
    var shared: Set<Place> = []
    for segment in segments {
      let line = Place(source: segment.source, line: segment.line)
      if let recordID = seen.updateValue(segment.recordID, forKey: line), !areEqual(recordID, segment.recordID) {
        shared.insert(line)
      }
    }
    return shared
  }

  private func place(source: Int32, line: Int32, recordID: String?) -> Place {
    var place = Place(source: source, line: line)
    if sharedLines.contains(place) { place.recordID = recordID.map { Array($0.utf8) } ?? [] }
    return place
  }

  /// Holds one exported record against its example.
  ///
  /// - Returns: Whether the example is in the shards as the record gives it.
  mutating func take(_ example: RecomputedRecord.Example, at location: InputLocation) -> Bool {
    let place = place(
      source: export.number(of: location.source), line: RecalledExport.compact(location.line),
      recordID: example.recordID)
    lengths.append(Int32(clamping: example.tokenCount))
    fields.add(example.labels)
    entries.append(
      SplitPlan.Entry(
        recordSum: example.recordSum, marks: example.repeatMarks, category: example.category, source: location.source))
    guard let index = unlinkExample(at: place, like: example) else {
      found.append(Self.none)
      missing.add(location)
      return false
    }
    found.append(index)
    let segment = export.segments[Int(index)]
    if segment.recordSum != example.recordSum {
      changed.add(location)
    } else if segment.contentSum != example.contentSum {
      otherTokens.add(location)
    } else if !Self.areEqual(segment.recordID, example.recordID) {
      otherNames.add(location)
    } else if segment.example != RecalledExport.compact(example.example) {
      otherNumbers.add(location)
    } else {
      return true
    }
    return false
  }

  /// Takes an example of a place: the one that is as the record gives it, as several stand there where a record was divided
  /// or a file named twice; where none is, the first.
  private mutating func unlinkExample(at place: Place, like example: RecomputedRecord.Example) -> Int32? {
    guard let start = first[place] else { return nil }
    var (previous, index) = (Self.none, start)
    while index != Self.none, export.segments[Int(index)].contentSum != example.contentSum {
      (previous, index) = (index, next[Int(index)])
    }
    if index == Self.none { (previous, index) = (Self.none, start) }
    let following = next[Int(index)]
    if previous != Self.none {
      next[Int(previous)] = following
    } else {
      first[place] = following == Self.none ? nil : following
    }
    return index
  }

  private static func areEqual(_ left: String?, _ right: String?) -> Bool {
    left.map { Array($0.utf8) } == right.map { Array($0.utf8) }
  }

  /// All that is wrong, once every record was taken.
  ///
  /// - Parameter divide: Gives the splits of the records, once each has its example.
  /// - Throws: What `divide` and planning rows throw.
  func findings(
    rules: PackingRules, divide: ([SplitPlan.Entry]) throws -> SplitPlan
  ) throws -> [Finding] {
    var left = SourceFinding()
    for index in unmet { left.add(export.location(of: export.segments[Int(index)])) }
    let found = [
      changed.finding(.verifySource) {
        "\(SourceFinding.being($0, "record", "of the source")) not as when exported"
      },
      missing.finding(.verifySource) {
        "\(SourceFinding.being($0, "record", "of the source")) missing from the shards"
      },
      left.finding(.verifySource) {
        "\(SourceFinding.being($0, "example", "in the shards")) given by no record of the source"
      },
      otherTokens.finding(.verifyTokens, fix: SourceFinding.exportAgain) {
        "\(SourceFinding.being($0, "example", "in the shards")) not the tokens and the loss mask that the record gives"
      },
      otherNames.finding(.verifySource, fix: SourceFinding.exportAgain) {
        "\(SourceFinding.being($0, "example", "in segments.jsonl")) under another record_id than the record has"
      },
      otherNumbers.finding(.verifySource, fix: SourceFinding.exportAgain) {
        "\(SourceFinding.being($0, "example", "in segments.jsonl")) numbered otherwise than the record's division numbers it"
      },
    ].compactMap(\.self)
    guard found.isEmpty else { return found }
    let splits = try divide(entries)
    if let finding = splitFinding(splits) { return [finding] }
    return try rowFinding(splits, rules: rules)
  }

  /// Compares the split of each example.
  private func splitFinding(_ plan: SplitPlan) -> Finding? {
    var wrong = SourceFinding()
    for (split, members) in plan.members.enumerated() {
      for member in members {
        let segment = export.segments[Int(found[member])]
        if Int(segment.split) != split { wrong.add(export.location(of: segment)) }
      }
    }
    return wrong.finding(.verifySplits, fix: SourceFinding.exportAgain) {
      "\(SourceFinding.being($0, "example", "in the shards")) in another split than dividing the source gives"
    }
  }

  /// The examples that no record was held against, ascending.
  private var unmet: [Int32] {
    var unmet: [Int32] = []
    for start in first.values {
      var index = start
      while index != Self.none {
        unmet.append(index)
        index = next[Int(index)]
      }
    }
    return unmet.sorted()
  }

  /// Packs the examples again; asks for every record to have its example.
  private func rowFinding(_ splits: SplitPlan, rules: PackingRules) throws -> [Finding] {
    var position = 0
    var rowNumber = 0
    var wrong = SourceFinding()
    for members in splits.members {
      let plan = try SequencePacker.plan(lengths: members.map { lengths[$0] }, rules: rules)
      for row in plan.rows where wrong.count == 0 {
        let isRight = isRow(rowNumber, row.map { members[Int($0)] }, at: &position)
        if !isRight { wrong.add(place(of: position - 1)) }
        rowNumber += 1
      }
    }
    if rowNumber != export.rowCounts.count, wrong.count == 0 { wrong.add(InputLocation(source: "segments.jsonl")) }
    let finding = wrong.finding(.verifyRows, fix: SourceFinding.exportAgain) { _ in
      "the examples do not stand in the rows of the packing strategy \(rules.strategy.rawValue), in its order"
    }
    return [finding].compactMap(\.self)
  }

  /// Whether a row of the shards holds some records, in their order.
  private func isRow(_ number: Int, _ records: [Int], at position: inout Int) -> Bool {
    guard number < export.rowCounts.count, Int(export.rowCounts[number]) == records.count else {
      position += 1
      return false
    }
    for record in records {
      position += 1
      guard position <= export.segments.count,
        export.segments[Int(found[record])] == export.segments[position - 1]
      else { return false }
    }
    return true
  }

  private func place(of position: Int) -> InputLocation {
    export.segments.indices.contains(position)
      ? export.location(of: export.segments[position]) : InputLocation(source: "segments.jsonl")
  }
}
