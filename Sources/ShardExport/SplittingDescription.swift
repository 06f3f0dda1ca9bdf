/// How the examples of an export were divided into splits.
public enum SplittingDescription: Hashable, Sendable {
  /// All examples are in one split.
  case none
  /// By shares, drawn with a seed; examples that repeat one another are in one split.
  case shares([SplitShare], seed: Int, stratification: Stratification?, repeats: RepeatCounts = .none)
  /// By the files that the records came from: for each input its split.
  case files([String])
}

/// The share of the examples that a split gets.
public struct SplitShare: Hashable, Sendable {
  public var name: String
  /// A decimal between 0 and 1, as it was given.
  public var share: String

  public init(name: String, share: String) {
    self.name = name
    self.share = share
  }
}

/// Examples that repeat one another, byte for byte or but for case, white space and punctuation, or are similar.
public struct RepeatCounts: Hashable, Sendable {
  /// How many sets of such examples there are.
  public var groups: Int
  /// How many examples are in them.
  public var examples: Int

  public init(groups: Int, examples: Int) {
    self.groups = groups
    self.examples = examples
  }

  public static let none = RepeatCounts(groups: 0, examples: 0)
}

/// A division in which every category of the records is divided alike.
public struct Stratification: Hashable, Sendable {
  /// The field of the records that holds the category, as it was given: a name, or a JSON pointer.
  public var field: String
  /// The categories in ascending order of their bytes, the records without the field first.
  public var categories: [CategoryDescription]

  public init(field: String, categories: [CategoryDescription]) {
    self.field = field
    self.categories = categories
  }
}

/// A category of the records, and how its examples were divided.
public struct CategoryDescription: Hashable, Sendable {
  /// The field's value as JSON text; `nil` for the records without the field.
  public var value: [UInt8]?
  /// How many examples each split has of it, in the order of the splits.
  public var counts: [Int]

  public init(value: [UInt8]?, counts: [Int]) {
    self.value = value
    self.counts = counts
  }
}

/// A layout that made conversations of records.
public struct RecordLayoutIdentity: Hashable, Sendable {
  public var name: String
  /// The sum of the layout's text.
  public var sum: SHA256Sum

  public init(name: String, sum: SHA256Sum) {
    self.name = name
    self.sum = sum
  }
}
