import Diagnostics
import ModelProfiles
import SizeHints

/// The model that a hint is for, as far as it is known.
public struct HintSubject: Hashable, Sendable {
  /// What the user called it.
  public var name: String
  /// All weights; `nil` where nobody states them.
  public var parameters: Int?
  /// The sizes of its matrices; `nil` where they are not known.
  public var shape: ModelShape?
  /// What would make the shape known, for people.
  public var remedy: String

  /// A model of a profile.
  public init(_ profile: ModelProfile) {
    name = profile.id
    parameters = profile.architecture?.parameters
    shape = profile.architecture.map { architecture in
      ModelShape(
        modelType: architecture.modelType, layers: architecture.layers, hiddenSize: architecture.hiddenSize,
        attentionHeads: architecture.attentionHeads, keyValueHeads: architecture.keyValueHeads,
        headSize: architecture.headSize, feedForwardSize: architecture.feedForwardSize,
        experts: architecture.experts?.routed)
    }
    remedy = "the profile states no architecture; --config FILE gives the figures of a model's config.json"
  }

  /// A model that is known by its size alone.
  public init(name: String, parameters: Int) {
    self.name = name
    self.parameters = parameters
    shape = nil
    remedy = "the size alone does not tell; --config FILE gives the figures of a model's config.json"
  }

  /// A model that is known by its `config.json`.
  ///
  /// - Parameter parameters: All weights, where they are known.
  /// - Throws: What `ModelConfigFile` throws.
  public init(configPath: String, parameters: Int?) throws {
    name = configPath
    self.parameters = parameters
    shape = try ModelConfigFile(path: configPath).shape
    remedy = "the file does not state it"
  }
}
