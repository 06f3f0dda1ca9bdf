import DatasetChecks
import Diagnostics

/// The records of a dataset of which a template leaves something out.
public struct ContentLossTally: Hashable, Sendable {
  private var tally = PlaceTally()
  private var counts: [ContentLoss.Kind: Int] = [:]

  public init() {}

  /// How many records there are.
  public var count: Int { tally.count }

  /// The first few of them, in input order.
  public var places: [InputLocation] { tally.places }

  /// Adds a record by the first that is left out of it.
  mutating func add(_ loss: ContentLoss, at location: InputLocation) {
    tally.add(location)
    counts[loss.kind, default: 0] += 1
  }

  /// What happens to how many of all records, in the words of a finding.
  func message(profile: String, of total: Int) -> String {
    let kinds = ContentLoss.Kind.allCases.compactMap { kind in
      counts[kind].map { "\(kind.noun) of \(Words.grouped($0))" }
    }
    return
      "the chat template of \(profile) leaves something out of \(Words.share(count, of: total)): \(Words.list(kinds))"
  }
}
