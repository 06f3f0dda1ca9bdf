import Diagnostics

extension DiagnosticCode {
  static let packTooLong = DiagnosticCode(
    "pack.too-long", "an example is longer than a packed row",
    explanation: """
      A packed row holds whole examples and at most the context length of tokens, so an example that is longer by itself \
      has no row to go to. Cutting it here would take its answer or its end-of-turn token away, which is why packing \
      never cuts. Fit the examples first (`--fit drop` or `--fit trim`), or raise `--context-length`.
      """)

  static let packEmptyExample = DiagnosticCode(
    "pack.empty-example", "an example has no tokens",
    explanation: """
      Each segment of a packed row is one example, and a trainer tells the segments apart by their lengths; a length of \
      zero (or less) is no segment. Records without a trained token are listed by `trainpack check`.
      """)

  static let packContextLength = DiagnosticCode(
    "pack.context-length", "the row length for packing is not usable",
    explanation: """
      The context length is the number of tokens in a packed row. It must be at least 1, and for best-fit packing at most \
      16,777,216, as the plan keeps one slot for every possible amount of free space.
      """)

  static let packMaximumSegments = DiagnosticCode(
    "pack.maximum-segments", "the most examples a packed row may hold is not usable",
    explanation: """
      `--max-segments` limits how many examples share a row, whatever room is left, as some attention kernels and trainers \
      want it. It must be at least 1.
      """)

  static let packSegmentMultiple = DiagnosticCode(
    "pack.segment-multiple", "the multiple that examples are padded to does not divide the row",
    explanation: """
      With context parallelism a trainer pads each example of a row to a multiple of twice the number of its processors, so \
      that each gets an equal share. `--segment-multiple` leaves room for that padding: every example takes the next \
      multiple in its row, though no padding is written. The context length must be such a multiple itself, or a full row \
      could not be shared out.
      """)

  static let packTooManyExamples = DiagnosticCode(
    "pack.too-many-examples", "there are more examples than one plan can hold",
    explanation: """
      Best-fit packing looks at the whole dataset at once and numbers its examples with 32 bits, so that a plan for a \
      million examples takes a few megabytes. Split a dataset of more than 2,147,483,647 examples into parts.
      """)

  /// The codes of this room.
  public static let sequencePackingCodes: [DiagnosticCode] = [
    .packTooLong, .packEmptyExample, .packContextLength, .packMaximumSegments, .packSegmentMultiple,
    .packTooManyExamples,
  ]
}
