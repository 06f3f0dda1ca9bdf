/// Fields of records that say where an example comes from or what it is about. Their values are counted, nothing else is
/// done with them.
public enum FieldRole: String, Hashable, Sendable, CaseIterable {
  /// The dataset or document that the record was taken from.
  case source
  /// The model that wrote the record.
  case authorModel = "author-model"
  /// The subject or kind of the record.
  case category

  /// The names of the top-level fields with this role.
  public var fields: [String] {
    switch self {
    case .source: ["source", "dataset", "dataset_name", "data_source", "source_dataset", "origin"]
    case .authorModel: ["model", "model_name", "author_model", "generator", "generation_model", "teacher_model"]
    case .category:
      [
        "category", "subcategory", "subject", "subject_name", "topic", "topic_name", "domain", "specialty", "meta_info",
        "medical_task", "body_system", "question_type", "choice_type", "task", "task_type", "difficulty", "language",
      ]
    }
  }

  /// All fields, in the order of the manifest.
  public static let allFields: [(role: FieldRole, name: String)] = allCases.flatMap { role in
    role.fields.map { (role, $0) }
  }
}

/// The values of a field of the exported records, each with its examples in every split, in the order of the splits.
public struct FieldTable: Hashable, Sendable {
  public struct Value: Hashable, Sendable {
    /// The field's value as JSON text.
    public var value: [UInt8]
    public var counts: [Int]

    public init(value: [UInt8], counts: [Int]) {
      self.value = value
      self.counts = counts
    }
  }

  public var role: FieldRole
  /// The field's name.
  public var field: String
  /// The most frequent values, the first of them the most frequent.
  public var values: [Value]
  /// How many more values there are, and their examples.
  public var otherValueCount: Int
  public var otherCounts: [Int]
  /// The examples whose records lack the field.
  public var missingCounts: [Int]

  /// The most values that are named.
  public static let maximumValueCount = 20

  public init(
    role: FieldRole, field: String, values: [Value], otherValueCount: Int, otherCounts: [Int], missingCounts: [Int]
  ) {
    self.role = role
    self.field = field
    self.values = values
    self.otherValueCount = otherValueCount
    self.otherCounts = otherCounts
    self.missingCounts = missingCounts
  }

  /// What cannot be, in words; `nil` when nothing is wrong.
  ///
  /// - Parameter exampleCounts: The examples of each split.
  func contradiction(_ exampleCounts: [Int]) -> String? {
    guard role.fields.contains(field) else { return "\(field) is no field of the role \(role.rawValue)" }
    guard (1...Self.maximumValueCount).contains(values.count), otherValueCount >= 0 else {
      return "the field \(field) has \(values.count) values"
    }
    for (index, examples) in exampleCounts.enumerated() {
      let counts = (values.map(\.counts) + [otherCounts, missingCounts]).map {
        $0.count == exampleCounts.count ? $0[index] : -1
      }
      let sum = counts.reduce(0) { $0.addingClamped($1) }
      guard counts.allSatisfy({ $0 >= 0 }), sum == examples else {
        return "the values of the field \(field) have \(sum) examples in a split of \(examples)"
      }
    }
    return nil
  }
}
