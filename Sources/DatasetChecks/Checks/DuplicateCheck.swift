import Diagnostics

/// Records that repeat an earlier one, byte for byte or after folding their text.
///
/// Keeps 56 bytes a record and compares at the end, so that merging is joining and any split gives the same findings.
struct DuplicateCheck: Check {
  /// A place in few bytes: the line, and where it is known the column in it, or the byte offset where there is no line.
  private struct Place: Sendable {
    /// The index of the source.
    var source: Int32
    /// 0 for none.
    private var column: UInt32
    /// A line, a byte offset, or neither.
    private var value: Int
    private var unit: Unit

    private enum Unit: UInt8, Sendable { case line, byteOffset, none }

    init(_ location: InputLocation, source: Int32) {
      self.source = source
      column = location.column.map { UInt32(clamping: $0) } ?? 0
      if let line = location.line {
        (value, unit) = (line, .line)
      } else {
        (value, unit) = location.byteOffset.map { ($0, .byteOffset) } ?? (0, .none)
      }
    }

    func location(in sources: [String]) -> InputLocation {
      let source = sources[Int(source)]
      return switch unit {
      case .line: InputLocation(source: source, line: value, column: column == 0 ? nil : Int(column))
      case .byteOffset: InputLocation(source: source, byteOffset: value)
      case .none: InputLocation(source: source)
      }
    }
  }

  private let settings: CheckSettings
  private var sources: [String] = []
  private var exact: [UInt128] = []
  private var folded: [UInt128] = []
  private var places: [Place] = []
  /// What the records lie in, each kind once.
  private var containers: [RecordObservation.Container] = []

  init(settings: CheckSettings) { self.settings = settings }

  mutating func observe(_ observation: RecordObservation) {
    guard let hashes = observation.hashes else { return }
    if containers.last != observation.container { add(observation.container) }
    exact.append(hashes.exact)
    folded.append(hashes.folded)
    places.append(Place(observation.location, source: index(of: observation.location.source)))
  }

  private mutating func add(_ container: RecordObservation.Container) {
    if !containers.contains(container) { containers.append(container) }
  }

  /// The index of a source. Records come source by source, so the last one is nearly always right.
  private mutating func index(of source: String) -> Int32 {
    if let index = sources.lastIndex(of: source) { return Int32(truncatingIfNeeded: index) }
    sources.append(source)
    return Int32(truncatingIfNeeded: sources.count - 1)
  }

  mutating func merge(_ later: DuplicateCheck) {
    let indices = later.sources.map { index(of: $0) }
    exact += later.exact
    folded += later.folded
    for container in later.containers { add(container) }
    for var place in later.places {
      place.source = indices[Int(place.source)]
      places.append(place)
    }
  }

  func findings() -> [Finding] {
    let repeats = Self.repeats(in: exact)
    var findings: [Finding] = []
    if let first = repeats.first {
      let distinctCount = Set(repeats.map { exact[$0.position] }).count
      findings.append(
        Finding(
          .checkDuplicates, .warning,
          "\(Words.share(repeats.count, of: exact.count, "repeats", "repeat")) an earlier one byte for byte "
            + "(\(Words.counted(distinctCount, "distinct record"))); the first repeats \(location(first.earlier))",
          count: repeats.count, places: repeats.prefix(PlaceTally.maximumPlaces).map { location($0.position) },
          fix: "keep the first of each" + RepeatRemoval(data: settings.data, containers: containers).words))
    }
    let exactPositions = Set(repeats.map(\.position))
    let foldedRepeats = Self.repeats(in: folded).filter { !exactPositions.contains($0.position) }
    if let first = foldedRepeats.first {
      findings.append(
        Finding(
          .checkFoldedDuplicates, .information,
          "\(Words.share(foldedRepeats.count, of: exact.count, "differs", "differ")) from an earlier one only in case, white space or "
            + "punctuation; the first equals \(location(first.earlier)) otherwise",
          count: foldedRepeats.count,
          places: foldedRepeats.prefix(PlaceTally.maximumPlaces).map { location($0.position) },
          fix: "compare each with the earlier record, and remove the one that is worse"))
    }
    return findings
  }

  /// The positions whose hash stands at an earlier one, ascending, each with the first such position.
  ///
  /// - Complexity: O(*n* log *n*).
  private static func repeats(in hashes: [UInt128]) -> [(position: Int, earlier: Int)] {
    let sorted = hashes.sorted()
    var repeated: Set<UInt128> = []
    for (hash, next) in zip(sorted, sorted.dropFirst()) where hash == next { repeated.insert(hash) }
    if repeated.isEmpty { return [] }
    var first: [UInt128: Int] = [:]
    var result: [(position: Int, earlier: Int)] = []
    for (position, hash) in hashes.enumerated() where repeated.contains(hash) {
      if let earlier = first[hash] {
        result.append((position, earlier))
      } else {
        first[hash] = position
      }
    }
    return result
  }

  private func location(_ position: Int) -> InputLocation { places[position].location(in: sources) }
}
