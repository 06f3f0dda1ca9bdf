import Diagnostics

/// The command that keeps the first of each of the records that repeat, for what they lie in.
struct RepeatRemoval {
  /// As the user named it.
  let data: [String]
  let containers: [RecordObservation.Container]

  /// The command in words that follow "keep the first of each"; none where the inputs need several.
  var words: String {
    guard containers.count == 1, let container = containers.first else { return "" }
    if container != .lines && data.count > 1 { return ", in each file and across them" }
    return ": `\(command(container))`"
  }

  private func command(_ container: RecordObservation.Container) -> String {
    switch container {
    case .lines: reading(by: Self.lines) + " > unique.jsonl"
    case .objects: reading(by: "jq -c .") + " | \(Self.lines) > unique.jsonl"
    case .array(isWrapped: false): reading(by: "jq -c '.[]'") + " | \(Self.lines) > unique.jsonl"
    case .array(isWrapped: true):
      reading(by: "jq -c 'first(.. | arrays | select(.[0]? | type == \"object\")) | .[]'")
        + " | \(Self.lines) > unique.jsonl"
    case .members:
      reading(
        by: "jq 'to_entries | [range(length) as $i | .[$i] + {i: $i}] | unique_by(.value) | sort_by(.i) | from_entries'"
      )
        + " > unique.json"
    case .table(let separator): table(separator)
    }
  }

  private static let lines = "awk '!seen[$0]++'"

  /// A program that is given the data as arguments, or unpacked by a pipe.
  private func reading(by program: String) -> String {
    let files = files.joined(separator: " ")
    return unpacking.map { "\($0) -dc \(files) | \(program)" } ?? "\(program) \(files)"
  }

  private func table(_ separator: UInt8) -> String {
    let delimiter = separator == 0x2C ? "" : ", delimiter=\"\(separator == 0x09 ? "\\t" : ";")\""
    let program =
      "import csv, sys; csv.field_size_limit(10**9); seen = set(); csv.writer(sys.stdout, lineterminator=\"\\n\""
      + "\(delimiter)).writerows(row for row in csv.reader(open(0, encoding=\"utf-8\", newline=\"\")\(delimiter)) "
      + "if not (tuple(row) in seen or seen.add(tuple(row))))"
    let python = "python3 -c '\(program)'"
    let files = files.joined(separator: " ")
    return (unpacking.map { "\($0) -dc \(files) | \(python)" } ?? "\(python) < \(files)") + " > unique.csv"
  }

  private var files: [String] { data.map { $0 == "-" ? "FILE" : CheckSettings.quoted($0) } }

  /// The program that unpacks the data, where all of it is packed alike.
  private var unpacking: String? {
    [(".gz", "gzip"), (".xz", "xz"), (".zst", "zstd")].first { ending, _ in
      data.allSatisfy { $0.lowercased().utf8.reversed().starts(with: ending.utf8.reversed()) }
    }?.1
  }
}
