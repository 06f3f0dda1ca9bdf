import ArgumentParser
import SequencePacking

/// How examples share packed rows.
struct PackingArguments: ParsableArguments {
  @Option(
    help: """
      How examples share packed rows: best-fit over the whole split (the default); best, which searches on where best-fit \
      needs more rows than the lower bound; first-fit and sequential, which go through the examples in their order; or none.
      """)
  var pack: PackingStrategy?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The most examples that share a row.", valueName: "count"))
  var maxSegments: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Let every example of a row take a multiple of so many tokens, as trainers with context parallelism pad it (twice \
      the processors that share a row); no padding is written.
      """, valueName: "tokens"))
  var segmentMultiple: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Shuffle the rows of each split with this seed; what stands in a row stays.", valueName: "seed"))
  var shuffle: Int?

  var strategy: PackingStrategy { pack ?? .bestFit }

  var areGiven: Bool { pack != nil || maxSegments != nil || segmentMultiple != nil || shuffle != nil }

  func validate() throws {
    if let maxSegments, maxSegments < 1 {
      throw ValidationError("--max-segments takes a number from 1 on, not \(maxSegments)")
    }
    if let segmentMultiple, segmentMultiple < 1 {
      throw ValidationError("--segment-multiple takes a number from 1 on, not \(segmentMultiple)")
    }
    if let shuffle, shuffle < 0 { throw ValidationError("--shuffle takes a seed from 0 on, not \(shuffle)") }
    if pack == PackingStrategy.none, maxSegments != nil {
      throw ValidationError("--max-segments says how many examples share a row, which --pack none forbids")
    }
  }
}

extension PackingStrategy: ExpressibleByArgument {}
