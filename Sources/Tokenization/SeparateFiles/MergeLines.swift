import Diagnostics

/// The merges of a `merges.txt`.
///
/// - Source: `convert_merges_to_hashmap` of Hugging Face tokenizers' `models/bpe/model.rs`.
struct MergeLines {
  /// Each as it is written, its parts with a space between.
  private(set) var merges: [ArraySlice<UInt8>] = []
  /// For each its line, counted from 1.
  private(set) var lines: [Int] = []
  /// Whether words end with tokens of their own: `</w>`.
  private(set) var endsWords = false

  private static let version = Array("#version".utf8)
  private static let wordEnd = Array("</w>".utf8)

  /// - Throws: `vocabulary.corrupt-json` for a line that is no merge.
  init(_ bytes: [UInt8], path: String) throws {
    for (index, line) in TextLines(bytes).enumerated() {
      if line.starts(with: Self.version) { continue }
      // The last line may be empty.
      if line.isEmpty, line.endIndex == bytes.endIndex || bytes[line.endIndex...].allSatisfy({ $0 == 10 || $0 == 13 }) {
        continue
      }
      let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      guard parts.count == 2, let text = String(validating: line, as: UTF8.self), !text.isEmpty else {
        throw TrainPackError(
          .vocabularyCorruptJSON, "damaged vocabulary: a merge is two tokens with a space between, not \(quoted(line))",
          at: InputLocation(source: path, line: index + 1),
          fix: "fetch the file again and compare its sha256 with the publisher's")
      }
      merges.append(line)
      lines.append(index + 1)
      if line.suffix(Self.wordEnd.count).elementsEqual(Self.wordEnd) { endsWords = true }
    }
  }
}

/// The lines of a text, without what ends them: a line feed, or that behind a carriage return.
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func next() -> ArraySlice<UInt8>? {
    if position >= bytes.count { return nil }
    let start = position
    let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    position = end + 1
    let hasReturn = end < bytes.count && end > start && bytes[end - 1] == 0x0D
    return bytes[start..<(hasReturn ? end - 1 : end)]
  }
}
