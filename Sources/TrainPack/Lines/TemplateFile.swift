import Archives
import ChatTemplates
import Diagnostics

/// A chat template in a file.
public enum TemplateFile {
  /// - Throws: What opening the file throws, and what the template's syntax throws.
  public static func open(_ path: String, limits: Limits = Limits()) throws -> ChatTemplate {
    let bytes = try TrainPackError.naming("--template") {
      try ByteSource.open(path, limits: limits).readAll(
        maximumByteCount: limits.maximumTemplateBytes, limit: "bytes in one template")
    }
    return try ChatTemplate(source: bytes, name: path, limits: limits)
  }
}
