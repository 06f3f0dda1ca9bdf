import Diagnostics

/// What an export is proved against beside its manifest: the files that it was made from, and what it takes to encode
/// them again.
public struct VerifySource: Sendable {
  /// The files, in the order of the manifest's inputs; `-` is standard input.
  public var paths: [String]
  /// The profile's name or path; `nil` for the one that the manifest names.
  public var profile: String?
  /// The file with the system prompt that the export was made with; `nil` when there was none.
  public var systemPromptPath: String?
  /// The file with the record layout that the export was made with, where it was a file.
  public var recordLayoutPath: String?
  public var limits: Limits
  public var registries: Registries

  public init(
    paths: [String], profile: String? = nil, systemPromptPath: String? = nil,
    recordLayoutPath: String? = nil, limits: Limits = Limits(),
    registries: Registries
  ) {
    self.paths = paths
    self.profile = profile
    self.systemPromptPath = systemPromptPath
    self.recordLayoutPath = recordLayoutPath
    self.limits = limits
    self.registries = registries
  }
}
