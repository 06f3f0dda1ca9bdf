import Diagnostics

/// What verifying an export found.
public struct VerificationReport: Sendable {
  /// The manifest; `nil` when it could not be read, and nothing else could be proved.
  public var manifest: Manifest?
  /// All that is not as the manifest says, each of severity error, in the order of the export's files.
  public var findings: [Finding]
  /// What the shards were found to hold.
  public var counts: RowCounts
  /// How many bytes the checked files have together.
  public var byteCount: Int

  /// Whether the export is what it says.
  public var passed: Bool { findings.isEmpty }
}

/// Gathers findings: of one code in one file there is one finding for its lines, with the first few of them, each named
/// once, and one for each thing that is wrong with the file as a whole.
struct VerificationFindings {
  private(set) var all: [Finding] = []
  /// Where each of them was met last.
  private var lastPlaces: [InputLocation] = []
  private static let maximumPlaceCount = 5

  /// Adds something that is wrong.
  ///
  /// - Parameters:
  ///   - message: What was seen, in one sentence; of several in one file the first is kept.
  ///   - place: Where it was seen.
  mutating func add(_ code: DiagnosticCode, _ message: String, at place: InputLocation) {
    let known = all.firstIndex { finding in
      guard finding.code == code, let first = finding.places.first else { return false }
      return first.source.utf8.elementsEqual(place.source.utf8) && !Self.isWholeFile(first) && !Self.isWholeFile(place)
    }
    guard let known else {
      if all.contains(where: { $0.code == code && $0.message == message && $0.places == [place] }) { return }
      all.append(Finding(code, .error, message, places: [place], fix: Self.fix(code)))
      lastPlaces.append(place)
      return
    }
    // A line with two faults is one place.
    if lastPlaces[known] == place { return }
    lastPlaces[known] = place
    all[known].count += 1
    if all[known].places.count < Self.maximumPlaceCount { all[known].places.append(place) }
  }

  /// Adds an error that ended a check.
  mutating func add(_ code: DiagnosticCode, _ error: TrainPackError, file: String) {
    add(code, error.message, at: error.location ?? InputLocation(source: file))
  }

  private static func isWholeFile(_ place: InputLocation) -> Bool { place.line == nil && place.pointer == nil }

  private static func fix(_ code: DiagnosticCode) -> String {
    switch code {
    case .verifyUnlistedFile: "move it out of the folder"
    case .verifyMissingFile, .verifyFileSize, .verifyFileSum:
      "copy the file again from where it was exported, or export again"
    default: "export again"
    }
  }
}
