import Diagnostics
import StrictJSON

/// A vocabulary in separate files, as models had it before tokenizer.json: `vocab.json` with `merges.txt`, or `vocab.txt`.
///
/// The tokenizer.json that transformers makes of such files is written in memory and read like any other. What it says
/// beyond the files is that of the class that `tokenizer_config.json` names, or of the class whose tokens the files have.
///
/// - Source: `models/{gpt2,roberta,clip,qwen2,bert,mpnet}` of Hugging Face transformers.
struct SeparateFiles {
  /// A `tokenizer.json`.
  private(set) var json: [UInt8]
  /// The file that the model's tokens come from, and the one of its merges.
  private let vocabularyPath: String
  private var mergesPath: String?
  /// For each merge its line, counted from 1.
  private var mergeLines: [Int] = []
  private let folder: String

  /// Makes the tokenizer; errors name the place in the files.
  ///
  /// - Throws: As `TokenizerJSONFile`.
  func makeTokenizer(_ options: TokenizerOptions, limits: Limits) throws -> any Tokenizer {
    // Under this name the file finds the tokenizer_config.json that stands beside the others.
    let path = folder + "tokenizer.json"
    do {
      return try TokenizerJSONFile(json, path: path, limits: limits).makeTokenizer(options)
    } catch var error as TrainPackError where error.location?.source == path {
      error.location = place(of: error.location?.pointer)
      throw error
    }
  }

  /// The place in the files of a place in the tokenizer.json.
  private func place(of pointer: String?) -> InputLocation {
    let merges = "/model/merges/"
    if let pointer, let mergesPath, pointer.hasPrefix(merges) {
      let index = pointer.dropFirst(merges.count).prefix { $0.isNumber }
      let line = Int(index).flatMap { mergeLines.indices.contains($0) ? mergeLines[$0] : nil }
      return InputLocation(source: mergesPath, line: line)
    }
    let vocabulary = "/model/vocab"
    let rest = pointer.flatMap { $0.hasPrefix(vocabulary) ? String($0.dropFirst(vocabulary.count)) : nil }
    return InputLocation(source: vocabularyPath, pointer: rest)
  }

  /// The files of a byte-level BPE.
  ///
  /// - Parameters:
  ///   - path: That of one of them, with these bytes.
  ///   - isMerges: Whether it is `merges.txt`.
  /// - Throws: `vocabulary.missing-file` where the other one is not beside it, `vocabulary.unreadable`, the `json.…`
  ///   codes, `vocabulary.corrupt-json`, `vocabulary.unsupported-setting`, `limits.exceeded`.
  init(bytePair bytes: [UInt8], path: String, isMerges: Bool, limits: Limits) throws {
    let partner = try Self.partner(of: path, isMerges: isMerges)
    let other = try FileContents.read(partner, maximumBytes: limits.maximumVocabularyBytes)
    vocabularyPath = isMerges ? partner : path
    mergesPath = isMerges ? path : partner
    folder = Self.folder(of: path)
    let document = try JSONReader(limits: limits).read(
      isMerges ? other : bytes, at: InputLocation(source: vocabularyPath, line: 1, column: 1, byteOffset: 0))
    let vocabulary = try JSONVocabularyFields(document.root).value
    let settings = try SeparateFileSettings(folder: folder, limits: limits)
    let merges = try MergeLines(isMerges ? bytes : other, path: isMerges ? path : partner)
    mergeLines = merges.lines
    let family = try BytePairFamily.find(settings, endsWords: merges.endsWords) { vocabulary[$0] != nil }
    json = family.tokenizerJSON(vocabulary: vocabulary, merges: merges.merges, settings)
  }

  /// A `vocab.txt`: each line is a token, whose id is the number of the line.
  ///
  /// - Throws: `vocabulary.unreadable`, the `json.…` codes, `vocabulary.corrupt-json`, `tokenization.text-not-utf8`,
  ///   `limits.exceeded`.
  init(wordPiece bytes: [UInt8], path: String, limits: Limits) throws {
    vocabularyPath = path
    folder = Self.folder(of: path)
    json = try WordPieceLines(bytes, path: path)
      .tokenizerJSON(SeparateFileSettings(folder: folder, limits: limits))
  }

  /// The folder of a file, with a slash at its end; empty for the working folder.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  private static func partner(of path: String, isMerges: Bool) throws -> String {
    let folder = folder(of: path)
    let name = path.dropFirst(folder.count)
    let (own, other) = isMerges ? ("merges.txt", "vocab.json") : ("vocab.json", "merges.txt")
    var names = [other]
    if name.hasSuffix(own) { names.insert(name.dropLast(own.count) + other, at: 0) }
    if let found = names.first(where: { FileContents.isThere(folder + $0) }) { return folder + found }
    throw TrainPackError(
      .vocabularyMissingFile, "there is no \(names[0]) beside this \(isMerges ? "list of merges" : "list of tokens")",
      at: InputLocation(source: path),
      fix: "put the model's own \(names[0]) into the same folder, or give its tokenizer.json, which holds both")
  }
}
