import Diagnostics

/// The records of a dataset that were set aside because they cannot be used.
public struct RejectedRecords: Hashable, Sendable {
  public var count: Int
  /// The first few places, in input order.
  public var places: [InputLocation]
  /// The file that holds them; `nil` when there are none.
  public var path: String?

  public init(count: Int = 0, places: [InputLocation] = [], path: String? = nil) {
    self.count = count
    self.places = places
    self.path = path
  }

  /// A warning about the records, or an error when they are all there were.
  ///
  /// - Parameter total: All records met, these included.
  public func findings(of total: Int) -> [Finding] {
    if count == 0 { return [] }
    let isAll = count >= total
    let look = path.map { "look at the codes and messages in \($0)" } ?? "look at the errors"
    return [
      Finding(
        .checkRecordsRejected, isAll ? .error : .warning,
        isAll
          ? "every record was set aside as bad (\(Words.grouped(count)) of \(Words.grouped(total))), so that nothing is left"
          : "\(Words.share(count, of: total, "was", "were")) set aside as bad, and \(count == 1 ? "is" : "are") in none of these figures",
        count: count, places: places,
        fix: look + (isAll ? ", and name the format that is meant with --input-format" : ", and repair the records"))
    ]
  }
}
