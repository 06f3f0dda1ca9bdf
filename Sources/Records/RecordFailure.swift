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
    let file = name == "standard input" ? "FILE" : ShellWord.quoted(name)
    let lines = ShellWord.quoted(Self.converted(name == "standard input" ? "FILE" : name))
    for (magic, what) in Self.binary where bytes.starts(with: magic) {
      return notLines("the input is \(what), not JSON Lines", "convert it to JSON Lines first", error)
    }
    if bytes.dropFirst(257).starts(with: Array("ustar".utf8)) {
      return notLines("the input is a tar archive, not JSON Lines", "unpack it with tar -xf first", error)
    }
    let first = bytes.first { $0 != 0x20 && $0 != 0x09 }
    if first == 0x5B && [.jsonTruncated, .recordsNotAnObject, .limitExceeded].contains(error.code) {
      return notLines(
        "the input is a JSON array, not JSON Lines", "convert it: jq -c '.[]' \(file) > \(lines)", error)
    }
    if first == 0x7B && error.code == .jsonTruncated && record.lineBreak != .endOfFile {
      return notLines(
        "the first object goes on over the end of its line, so the input is not JSON Lines",
        "put each record on one line: \(recordsCommand) \(file) > \(lines)", error)
    }
    if [.jsonInvalid, .jsonTruncated].contains(error.code), let separator = tableSeparator(first) {
      let reader = separator == "," ? "csv.DictReader(file)" : "csv.DictReader(file, delimiter=\"\\t\")"
      return notLines(
        "the input looks like a table of \(separator == "," ? "comma" : "tab")-separated values, not JSON Lines",
        "make a JSON object of each row: python3 -c 'import csv, json, sys; file = open(sys.argv[1], newline=\"\", "
          + "encoding=\"utf-8-sig\"); [print(json.dumps(row)) for row in \(reader)]' \(file) > \(lines)", error)
    }
    return nil
  }

  /// What makes one line of each record of an object that is spread over lines: the object itself, or the elements of the
  /// list of objects that it begins with.
  private var recordsCommand: String {
    let text = record.batchBytes[record.range.lowerBound...].prefix(256)
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let dense = text.filter { !isSpace($0) }
    // `{"name":[{`
    guard dense.starts(with: [0x7B, 0x22]), let end = dense.dropFirst(2).firstIndex(of: 0x22) else { return "jq -c ." }
    let name = dense[2..<end]
    let isPlain = name.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F }
    guard dense[end...].starts(with: Array("\":[{".utf8)), isPlain, name.first != nil,
      !Self.listsOfOneRecord.contains(String(decoding: name, as: UTF8.self))
    else { return "jq -c ." }
    return "jq -c '.\(String(decoding: name, as: UTF8.self))[]'"
  }

  /// Fields that hold a list of objects in one record.
  private static let listsOfOneRecord = ["messages", "conversations", "conversation", "history", "turns", "tools"]

  /// What the first line of a table separates its columns by; `nil` when it is no such line.
  private func tableSeparator(_ first: UInt8?) -> String? {
    guard let first, first != 0x7B, first != 0x5B else { return nil }
    let line = record.bytes
    if line.contains(0x09) { return "\t" }
    return line.contains(0x2C) ? "," : nil
  }

  private func notLines(_ message: String, _ fix: String, _ error: TrainPackError) -> TrainPackError {
    TrainPackError(.recordsNotJSONLines, message, at: error.location, details: error.details, fix: fix)
  }

  private static func converted(_ file: String) -> String {
    for ending in [".json", ".jsonl", ".csv", ".tsv"] where file.hasSuffix(ending) {
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
