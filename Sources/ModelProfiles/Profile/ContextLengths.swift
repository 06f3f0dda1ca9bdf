import Diagnostics
import StrictJSON

/// How long a text a model can take, kept apart by who says so. All lengths are in tokens.
public struct ContextLengths: Hashable, Sendable {
  /// How positions beyond the trained ones are squeezed in.
  public struct RopeScaling: Hashable, Sendable {
    /// `yarn`, `llama3`, `linear` and so on, as in `config.json`.
    public var type: String
    public var factor: Double
    /// The length before scaling.
    public var originalContext: Int
  }

  /// What the model was trained at; `nil` when nobody says.
  public var trained: Int?
  /// `max_position_embeddings` of the model's `config.json`; `nil` for a profile that stands for many models.
  public var config: Int?
  /// What the vendor claims.
  public var advertised: Int?
  /// What to train at: the default of `--context-length`.
  public var recommendedTrain: Int
  /// How far back a token attends; `nil` for all the way.
  public var slidingWindow: Int?
  public var ropeTheta: Int?
  public var ropeScaling: RopeScaling?
}

extension ContextLengths {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(
      value,
      keys: ["trained", "config", "advertised", "recommendedTrain", "slidingWindow", "ropeTheta", "ropeScaling"],
      codes: .profile)
    trained = try fields.positiveOrNil("trained")
    config = try fields.positiveOrNil("config")
    advertised = try fields.positiveOrNil("advertised")
    recommendedTrain = try fields.positive("recommendedTrain")
    slidingWindow = try fields.positiveOrNil("slidingWindow")
    ropeTheta = try fields.positiveOrNil("ropeTheta")
    ropeScaling = fields.isNull("ropeScaling") ? nil : try RopeScaling(reading: fields["ropeScaling"])
    let claims = [config, trained, advertised].compactMap { $0 }
    if let longest = claims.max(), recommendedTrain > longest {
      throw TrainPackError(
        .profileInconsistent,
        "recommendedTrain is \(recommendedTrain), but no source gives the model more than \(longest) tokens",
        at: fields["recommendedTrain"].location, fix: "recommend at most \(longest), or correct the other lengths")
    }
  }
}

extension ContextLengths.RopeScaling {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(value, keys: ["type", "factor", "originalContext"], codes: .profile)
    type = try fields.text("type")
    originalContext = try fields.positive("originalContext")
    guard let factor = fields["factor"].double, factor > 0, factor.isFinite else {
      throw fields.wrong(fields["factor"], "the factor has to be a number above 0")
    }
    self.factor = factor
  }
}
