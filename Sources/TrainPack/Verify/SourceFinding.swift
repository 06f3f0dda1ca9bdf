import Diagnostics

/// A finding in the making: how many show it, and the first few places.
struct SourceFinding {
  private(set) var count = 0
  private var places: [InputLocation] = []
  private static let maximumPlaceCount = 5

  static let nameTheFiles = "name the very files that were exported, in their order, or export again"
  static let exportAgain = "copy the export again from where it was made, or export again"

  mutating func add(_ place: InputLocation) {
    count += 1
    if places.count < Self.maximumPlaceCount { places.append(place) }
  }

  /// The finding, when there is anything to find.
  ///
  /// - Parameter message: Given the number, what was seen.
  func finding(
    _ code: DiagnosticCode, _ severity: Finding.Severity = .error, fix: String = nameTheFiles,
    _ message: (Int) -> String
  ) -> Finding? {
    count == 0 ? nil : Finding(code, severity, message(count), count: count, places: places, fix: fix)
  }

  /// `1 record` or `7 records`.
  static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// `1 record WHERE is` or `7 records WHERE are`.
  static func being(_ count: Int, _ noun: String, _ place: String) -> String {
    "\(counted(count, noun)) \(place) \(count == 1 ? "is" : "are")"
  }
}
