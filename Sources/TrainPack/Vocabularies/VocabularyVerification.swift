import Diagnostics
import ModelProfiles
import ShardExport
import Tokenization

/// Whether vocabularies are what they should be: the sha256, what loading shows, the texts of their tokens, and samples
/// with the answers of the reference libraries.
public struct VocabularyVerification: Sendable {
  /// What became of one vocabulary.
  public enum State: String, Hashable, Sendable, CaseIterable {
    case passed, failed
    /// It is known by name, but its file is not here.
    case missing
  }

  /// What was found of one vocabulary.
  public struct Result: Hashable, Sendable {
    /// As the user named it, or its name in the registry.
    public var name: String
    public var state: State
    /// `nil` for a file that could not be recognised.
    public var format: String?
    /// In lower-case hexadecimal; `nil` for a file that was not read whole, as a model's weights are not.
    public var sha256: String?
    /// How many tokens it has; `nil` where it could not be loaded.
    public var tokenCount: Int?
    /// The library that answered the samples, with its version; `nil` where there are none but the file's own.
    public var reference: String?
    /// Its own samples among them, where the file brings some.
    public var sampleCount = 0
    public var passedSampleCount = 0
    /// What its own tokens say; `nil` where it could not be loaded.
    public var tokens: VocabularySelfTest?
    /// What is wrong with it, in words.
    public var problem: String?
  }

  public let results: [Result]

  public var isFine: Bool { results.allSatisfy { $0.state != .failed } }

  /// Looks at vocabularies.
  ///
  /// - Parameter names: Names of the registry and paths of files, whose files have to be here; none: all of the registry,
  ///   of which some may be missing.
  /// - Throws: `vocabulary.unknown-name`, `vocabulary.not-installed`, `vocabulary.unreadable`,
  ///   `vocabulary.samples-invalid`, before anything is
  ///   looked at. What is wrong with a vocabulary is in its result.
  public init(of names: [String] = [], in registries: Registries) throws {
    let samples = try registries.vocabularies.samples()
    let listings = registries.vocabularies.list()
    let here = Set(listings.filter { $0.path != nil }.map(\.entry.name))
    // What is not here, opening says, and how to get it.
    let references = try names.map { name in
      let reference = try VocabularyReference(name, in: registries)
      switch reference {
      case .known(let entry) where !here.contains(entry.name): _ = try reference.open(in: registries)
      case .file(let path) where !FileSize.isThere(path): _ = try reference.open(in: registries)
      case .known, .file: break
      }
      return reference
    }
    let wanted = names.isEmpty ? listings.map { VocabularyReference.known($0.entry) } : references
    results = wanted.map { reference in
      if case .known(let entry) = reference, !here.contains(entry.name) {
        return Result(name: entry.name, state: .missing, format: entry.format.rawValue)
      }
      return Self.examine(reference, samples, registries)
    }
  }

  private static func examine(
    _ reference: VocabularyReference, _ samples: VocabularySamples, _ registries: Registries
  ) -> Result {
    var result = Result(name: reference.name, state: .passed)
    if case .known(let entry) = reference { result.format = entry.format.rawValue }
    do {
      let file = try reference.open(in: registries)
      result.format = VocabularyEntry.Format(file.format)?.rawValue ?? file.format.rawValue
      let isWhole = FileSize.bytes(of: file.path).map { $0 == file.bytes.count } ?? true
      result.sha256 = isWhole ? SHA256Sum(of: file.bytes).hexadecimal : nil
      try examine(file, result.sha256.flatMap { samples.group(sha256: $0) }, &result)
    } catch let error as TrainPackError {
      result.problem = ([error.message] + error.details).joined(separator: "; ")
    } catch {
      result.problem = "\(error)"
    }
    if result.problem != nil { result.state = .failed }
    return result
  }

  private static func examine(
    _ file: VocabularyFile, _ group: VocabularySamples.Group?, _ result: inout Result
  ) throws {
    let tokens = try file.selfTest()
    result.tokens = tokens
    result.sampleCount = tokens.ownSampleCount
    result.passedSampleCount = tokens.ownSampleCount
    let tokenizer: any Tokenizer
    do {
      tokenizer = try file.makeTokenizer()
    } catch let error as TrainPackError where error.code == .patternMissing && group == nil {
      // A profile names the pattern of such ranks; what they hold is looked at all the same.
      result.tokenCount = try file.makeTokenizer(TokenizerOptions(pattern: .cl100k)).vocabulary.tokenCount
      return
    }
    result.tokenCount = tokenizer.vocabulary.tokenCount
    guard let group else { return }
    result.reference = group.reference
    result.sampleCount += group.samples.count
    let test = VocabularySampleTest(tokenizer)
    for sample in group.samples {
      if let difference = try test.difference(of: sample) {
        if result.problem == nil { result.problem = "\(sample.name): \(difference)" }
      } else {
        result.passedSampleCount += 1
      }
    }
  }
}

extension Vocabulary {
  /// How many tokens it has: its ids without the gaps.
  fileprivate var tokenCount: Int { size - gaps.reduce(0) { $0 + $1.count } }
}
