/// Which columns a row has, and what they mean.
public enum RowSchema: Hashable, Sendable {
  /// `packed-v1`: unpadded rows of one or more examples, for trainers that keep examples apart by `seq_lengths` (or by
  /// positions that restart).
  case packed(PositionIDs)

  /// Whether a packed row spells out the positions that follow from its `seq_lengths`.
  public enum PositionIDs: Sendable {
    case omitted
    case written
  }

  /// The label of a token that is not trained.
  ///
  /// Source: `ignore_index` of PyTorch's cross entropy, by default -100.
  public static let ignoreIndex: Int32 = -100

  /// The schema's name in a manifest.
  public var identifier: String {
    switch self {
    case .packed: "packed-v1"
    }
  }

  /// The columns in the order in which every row has them.
  public var columns: [RowColumn] {
    switch self {
    case .packed(.omitted): [.inputIDs, .labels, .sequenceLengths]
    case .packed(.written): [.inputIDs, .labels, .sequenceLengths, .positionIDs]
    }
  }
}

/// A column of a row: each is a list of 32-bit integers.
public enum RowColumn: String, Sendable, CaseIterable {
  /// The token ids of the row's examples, one after another.
  case inputIDs = "input_ids"
  /// For each token its own id where it is trained, -100 elsewhere; not shifted, as trainers shift themselves.
  case labels
  /// The length of each example, in tokens; their sum is the row's length.
  case sequenceLengths = "seq_lengths"
  /// For each token its position in its example.
  case positionIDs = "position_ids"

  /// The column's type as a manifest states it.
  var typeName: String { "list<int32>" }
}
