/// Something that is known about how much data fine-tuning needs: what it says, who says it, and how far to trust it.
///
/// Rules cite evidence, and no rule gives a number that its evidence does not hold.
public struct Evidence: Hashable, Sendable {
  /// How a statement came to be known.
  public enum Confidence: String, Hashable, Sendable, CaseIterable {
    /// Read in the source code of the program that does it.
    case readInSource = "read in source"
    /// In a paper, a vendor's documentation or a model card.
    case documented = "documented by its authors"
    /// In an article or tutorial about practice.
    case published = "published practice"
    /// In a thread of an issue tracker.
    case issueThread = "issue thread"
    /// Widely known, and not looked up: check it before relying on it.
    case generalKnowledge = "general knowledge, check it"
    /// Follows from other numbers.
    case arithmetic = "arithmetic"
    /// Decided by TrainPack where the evidence leaves room.
    case chosen = "TrainPack's choice"
  }

  /// What it may be used for.
  public enum Use: Hashable, Sendable {
    /// Rules may cite it for a number.
    case rules
    /// Shown so that nobody has to wonder, and cited by no rule; the text says why.
    case notApplied(why: String)
  }

  /// A short name, by which lines of a report cite it.
  public let id: String
  public let statement: String
  /// The numbers that it states, as far as rules use them.
  public let numbers: [Int]
  public let source: String
  public let confidence: Confidence
  /// The sizes of the models that it was measured with, in 10⁹ parameters, ascending: each of them, or the two ends where
  /// only these are stated; none where it does not depend on them or nobody says.
  public let measuredSizes: [Double]
  /// The method that it was measured with; `nil` where it is not bound to one.
  public let method: TuningMethod.Kind?
  public let use: Use

  init(
    _ id: String, _ statement: String, numbers: [Int] = [], source: String, _ confidence: Confidence,
    sizes measuredSizes: [Double] = [], method: TuningMethod.Kind? = nil, use: Use = .rules
  ) {
    self.id = id
    self.statement = statement
    self.numbers = numbers
    self.source = source
    self.confidence = confidence
    self.measuredSizes = measuredSizes
    self.method = method
    self.use = use
  }

  /// How far from a measured size a model may lie for the measurement to be called near it: a factor.
  public static let nearFactor = 1.5

  /// Whether it was measured with a model of about this size; `nil` where it says no size. What lies between two measured
  /// sizes and near neither was not measured.
  public func isNear(parameters: Int) -> Bool? {
    if measuredSizes.isEmpty { return nil }
    let billions = Double(parameters) / 1e9
    return measuredSizes.contains { size in
      billions >= size / Self.nearFactor && billions <= size * Self.nearFactor
    }
  }

  /// Whether it speaks of a method, as what was measured with LoRA does of QLoRA.
  func speaks(of method: TuningMethod) -> Bool { self.method == nil || self.method == method.kind }
}
