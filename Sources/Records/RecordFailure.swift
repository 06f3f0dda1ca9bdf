import Diagnostics
import StrictJSON

/// Says more about a line that is no record: what kind of file it begins, or that the file ends in it.
struct RecordFailure {
  let record: Record

  func explaining(_ error: TrainPackError) -> TrainPackError {
    if record.index == 0, let foreign = foreignFile(error) { return foreign }
    if error.code == .jsonTruncated && record.lineBreak == .endOfFile {
      var copy = error
      copy.code = .recordsTruncatedLastLine
      copy.message = "the last line has no line break and ends inside its JSON: the file looks truncated"
      copy.fix = "get the file again from where it came; --on-bad-record skip would drop this record alone"
      return copy
    }
    return error
  }

  /// An error about the whole file, when its first record shows that it is no JSON Lines at all.
  private func foreignFile(_ error: TrainPackError) -> TrainPackError? {
    let bytes = record.bytes
    let name = record.location.source
    let file = name == "standard input" ? "FILE" : name
    for (magic, what) in Self.binary where bytes.starts(with: magic) {
      return notLines("the input is \(what), not JSON Lines", "convert it to JSON Lines first", error)
    }
    if bytes.dropFirst(257).starts(with: Array("ustar".utf8)) {
      return notLines("the input is a tar archive, not JSON Lines", "unpack it with tar -xf first", error)
    }
    let first = bytes.first { $0 != 0x20 && $0 != 0x09 }
    if first == 0x5B && [.jsonTruncated, .recordsNotAnObject, .limitExceeded].contains(error.code) {
      return notLines(
        "the input is a JSON array, not JSON Lines", "convert it: jq -c '.[]' \(file) > \(Self.converted(file))", error)
    }
    if first == 0x7B && error.code == .jsonTruncated && record.lineBreak != .endOfFile {
      return notLines(
        "the first object goes on over the end of its line, so the input is not JSON Lines",
        "put each object on one line: jq -c . \(file) > \(Self.converted(file))", error)
    }
    return nil
  }

  private func notLines(_ message: String, _ fix: String, _ error: TrainPackError) -> TrainPackError {
    TrainPackError(.recordsNotJSONLines, message, at: error.location, details: error.details, fix: fix)
  }

  private static func converted(_ file: String) -> String {
    for ending in [".json", ".jsonl"] where file.hasSuffix(ending) {
      return file.dropLast(ending.count) + ".lines.jsonl"
    }
    return file + ".jsonl"
  }

  private static let binary: [(magic: [UInt8], what: String)] = [
    (Array("PAR1".utf8), "a Parquet file"), (Array("ARROW1".utf8), "an Arrow file"),
    (Array("SQLite format 3".utf8), "an SQLite database"), (Array("GGUF".utf8), "a GGUF model"),
    ([0x80, 0x04, 0x95], "a Python pickle"), (Array("%PDF".utf8), "a PDF"), (Array("<!DOCTYPE".utf8), "an HTML page"),
    (Array("<html".utf8), "an HTML page"), (Array("version https://git-lfs".utf8), "a Git LFS pointer"),
  ]
}
