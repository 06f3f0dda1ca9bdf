import StrictJSON

/// The reference that TrainPack's ids are held equal to for a model.
public struct ProfileOracle: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case transformers, sentencepiece, tiktoken
    case mistralCommon = "mistral-common"
  }

  /// A file that the reference reads.
  public struct File: Hashable, Sendable {
    public var path: String
    public var sha256: String
    /// Where it can be had.
    public var source: String
  }

  public var kind: Kind
  /// The model's repository on the Hugging Face Hub.
  public var repository: String
  public var files: [File]
  /// How the reference is used, down to what it puts before text.
  public var how: String
  /// What of it cannot be had without the vendor's leave, and why; `nil` when nothing.
  public var unavailable: String?
}

extension ProfileOracle {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(value, keys: ["kind", "repository", "files", "how", "unavailable"], codes: .profile)
    kind = try fields.choice("kind")
    repository = try fields.text("repository")
    files = try fields.elements("files").map { try File(reading: $0) }
    how = try fields.text("how")
    unavailable = fields.isNull("unavailable") ? nil : try fields.text("unavailable")
  }
}

extension ProfileOracle.File {
  init(reading value: JSONValue) throws {
    let fields = try ObjectFields(value, keys: ["path", "sha256", "source"], codes: .profile)
    path = try fields.text("path")
    sha256 = try fields.sha256("sha256")
    source = try fields.text("source")
  }
}
