import Archives
import Diagnostics

/// The file that `--system-prompt` names.
///
/// Its text is the prompt, all but one line break at its end, which editors write and nobody means.
struct SystemPromptFile {
  /// UTF-8, not blank, without a byte order mark.
  let prompt: [UInt8]

  /// - Throws: What opening and reading the file throws; `input.system-prompt-not-utf8`,
  ///   `input.system-prompt-byte-order-mark`, `input.system-prompt-empty`.
  init(path: String, limits: Limits) throws {
    let place = InputLocation(source: path)
    let bytes = try TrainPackError.naming("--system-prompt") {
      try ByteSource.open(path, limits: limits).readAll(maximumByteCount: limits.maximumRecordBytes)
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw TrainPackError(
        .systemPromptNotUTF8, "the system prompt is not UTF-8", at: place, fix: "save the file as UTF-8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw TrainPackError(
        .systemPromptByteOrderMark, "the system prompt begins with a byte order mark", at: place,
        fix: "save the file as UTF-8 without a byte order mark: tail -c +4 FILE > NEWFILE takes it off")
    }
    let prompt = Self.withoutFinalLineBreak(bytes)
    if prompt.allSatisfy(\.isASCIIWhiteSpace) {
      throw TrainPackError(
        .systemPromptEmpty, "the system prompt is empty", at: place,
        fix: "write the prompt into the file, or leave --system-prompt out")
    }
    self.prompt = prompt
  }

  private static func withoutFinalLineBreak(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.suffix(2) == [0x0D, 0x0A] { return Array(bytes.dropLast(2)) }
    return bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes
  }
}

extension TrainPackError {
  /// Does `body`, whose errors about a file then name the option that named the file.
  static func naming<Value>(_ option: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch var error as TrainPackError {
      error.message = "\(option): \(error.message)"
      throw error
    }
  }
}
