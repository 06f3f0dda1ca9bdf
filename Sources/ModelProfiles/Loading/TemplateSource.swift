import Diagnostics

/// The text of a chat template, and the file it came from.
public struct TemplateSource: Hashable, Sendable {
  public let path: String
  /// UTF-8 text; whether it is well formed, the template's reader says.
  public let bytes: [UInt8]
  /// In lower-case hexadecimal.
  public let sha256: String

  /// Reads any template file.
  ///
  /// - Throws: `profile.unreadable`, `limits.exceeded`.
  public init(path: String, limits: Limits = Limits()) throws {
    self.path = path
    bytes = try BoundedFile.contents(
      of: path, code: .profileUnreadable, maximumByteCount: limits.maximumTemplateBytes)
    sha256 = ContentHash.sha256(bytes)
  }

  /// Reads a profile's own template and checks its sha256.
  ///
  /// - Throws: `profile.unreadable`, `profile.template-changed`, `limits.exceeded`.
  public init(of profile: ModelProfile, limits: Limits = Limits()) throws {
    try self.init(path: profile.templatePath, limits: limits)
    guard sha256 == profile.template.sha256 else {
      throw TrainPackError(
        .profileTemplateChanged, "this is not the template that the profile \"\(profile.id)\" describes",
        at: InputLocation(source: path),
        details: ["expected sha256 \(profile.template.sha256)", "found    sha256 \(sha256)"],
        fix: "restore the file, or write the new template's sha256 into a profile of your own")
    }
  }
}
