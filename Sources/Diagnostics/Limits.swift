/// The bounds on work and memory that input may ask for. Every error about a limit names it, its value, what was met
/// and the flag that raises it.
public struct Limits: Hashable, Sendable {
  /// The largest record (one line of JSONL), in bytes.
  public var maximumRecordBytes = 16 << 20
  /// The deepest nesting of a JSON value.
  public var maximumJSONDepth = 512
  /// The longest number in a JSON value, in characters.
  public var maximumNumberCharacters = 1_000
  /// The most bytes that one compressed input may unpack to.
  public var maximumDecompressedBytes = 64 << 30
  /// The highest ratio of unpacked to packed bytes, once more than 1 MiB has been unpacked.
  public var maximumCompressionRatio = 1_000
  /// The largest chat template, in bytes.
  public var maximumTemplateBytes = 128 << 10
  /// The deepest nesting of a template's statements and expressions.
  public var maximumTemplateParseDepth = 150
  /// The deepest recursion while rendering.
  public var maximumTemplateCallDepth = 200
  /// The most steps that rendering one conversation may take, beside one for each byte of the conversation and 2,048 for
  /// each message and tool.
  public var maximumTemplateSteps = 1_000_000
  /// The longest `range()` or repeated sequence in a template.
  public var maximumTemplateRange = 100_000
  /// The most bytes that a template may build, beside 32 for each of those steps.
  public var maximumTemplateOutputBytes = 24 << 20
  /// The largest vocabulary file, in bytes.
  public var maximumVocabularyBytes = 512 << 20
  /// The most tokens in a vocabulary.
  public var maximumVocabularyTokens = 4_194_304
  /// The longest token, in bytes.
  public var maximumTokenBytes = 65_536
  /// The most cuts that fitting may measure for one record.
  public var maximumCutsMeasured = 20_000

  public init() {}
}

extension DiagnosticCode {
  public static let limitExceeded = DiagnosticCode(
    "limits.exceeded", "the input asks for more than a limit allows",
    explanation: """
      TrainPack bounds the memory and work that any input can ask for, so that one broken record cannot take the machine \
      down. The message names the limit, its value, what was met, and the flag that raises it. Raise the limit only when \
      the input is meant to be that large: a single record of many megabytes is usually a file whose line breaks were lost.
      """)

  /// The codes of this room.
  public static let diagnosticsCodes: [DiagnosticCode] = [.limitExceeded]
}

extension TrainPackError {
  /// An error about a limit: names it, its value, what was met, and the flag that raises it.
  ///
  /// - Parameters:
  ///   - limit: What is limited, in words, such as `bytes in one record`.
  ///   - value: The limit in force.
  ///   - met: What was met, in the same unit; `nil` when the input was not read far enough to know.
  ///   - flag: The flag that raises it, such as `--maximum-record-bytes`; `nil` when none does.
  public static func limitExceeded(
    _ limit: String, value: Int, met: Int?, flag: String?, at location: InputLocation? = nil
  ) -> TrainPackError {
    let seen = met.map { "\($0) met" } ?? "more were met"
    return TrainPackError(
      .limitExceeded, "too many \(limit): at most \(value) are allowed, \(seen)", at: location,
      fix: flag.map { "check that the input is meant to be this large; \($0) N raises the limit" }
        ?? "this limit is fixed; make the input smaller")
  }
}
