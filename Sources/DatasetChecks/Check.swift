import Diagnostics
import Reports

/// Something that is looked for in a dataset, record by record.
///
/// Workers may each check a run of records; merged in input order, their results are those of one worker.
public protocol Check: Sendable {
  /// Looks at the next record.
  mutating func observe(_ observation: RecordObservation)
  /// Adds what a check of the same kind saw in the records that follow those seen here.
  mutating func merge(_ later: Self)
  /// What was found in all records seen.
  func findings() -> [Finding]
}

extension Check {
  /// Merges a check whose type is not known; `false` when it is of another kind.
  mutating func merge(erased later: any Check) -> Bool {
    guard let later = later as? Self else { return false }
    merge(later)
    return true
  }
}

/// Words for the messages of findings.
public enum Words {
  /// `1 record`, `12 records`.
  public static func records(_ count: Int) -> String { counted(count, "record") }

  /// `1 token`, `12 tokens`.
  public static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `12 of 1,273 records (0.9 %)`; a share that is not zero is never shown as zero.
  public static func share(_ count: Int, of total: Int) -> String {
    let percent = total == 0 ? 0 : Double(count) / Double(total) * 100
    let text = percent > 0 && percent < 0.05 ? "under 0.1" : NumberText.decimal(percent, fractionDigits: 1)
    return "\(grouped(count)) of \(records(total)) (\(text) %)"
  }

  /// `1 of 12 records (8.3 %) is`, `2 of 12 records (16.7 %) are`: a share with its verb.
  public static func share(_ count: Int, of total: Int, _ one: String, _ several: String) -> String {
    "\(share(count, of: total)) \(count == 1 ? one : several)"
  }

  /// `12,345`.
  public static func grouped(_ count: Int) -> String { NumberText.count(count) }

  /// `a`, `a and b`, `a, b and c`.
  public static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
