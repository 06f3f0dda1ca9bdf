import Diagnostics
import StrictJSON

/// A cell that should hold JSON and does not: says which, and how such columns are written.
struct TableCellError {
  let row: TableRow
  let column: Int
  let text: [UInt8]

  func explaining(_ error: TrainPackError) -> TrainPackError {
    var copy = error
    copy.location = TableRow.place(row.cells[column].lowerBound, in: row.record)
    copy.location?.pointer = JSONPointer.escaped(key: row.columns.names[column])
    guard error.code == .jsonInvalid || error.code == .jsonTruncated else {
      copy.message = "in the cell of the column \"\(name)\": \(error.message)"
      return copy
    }
    copy.code = .recordsTableCellJSON
    if isPython {
      copy.message = "the cell of the column \"\(name)\" is in Python's notation, not JSON"
      copy.details = ["cell: \(VisibleBytes.text(text.prefix(60)))"]
      copy.fix =
        "save the data as JSON Lines where it comes from, with Dataset.to_json(\"data.jsonl\") of `datasets` or "
        + "DataFrame.to_json(\"data.jsonl\", orient=\"records\", lines=True) of pandas, or the column with json.dumps; "
        + "if the file is all there is: \(conversion)"
    } else {
      copy.message = "the cell of the column \"\(name)\" is not JSON: \(error.message)"
      copy.fix = "write the cell as JSON, with json.dumps in Python, or skip such records with --on-bad-record skip"
    }
    return copy
  }

  private var name: String { VisibleBytes.text(row.columns.names[column].prefix(60)) }

  /// Whether the cell is what Python prints for a list or a dictionary: it begins with a text in single quotes, a constant
  /// of Python or an array of NumPy.
  private var isPython: Bool {
    let start = text.lazy.filter { !StructuredCell.isSpace($0) && $0 != 0x5B && $0 != 0x7B }.prefix(8)
    return ["'", "array(", "None", "True", "False"].contains { start.starts(with: $0.utf8) }
  }

  /// A command that reads the table and writes JSON Lines, the column as Python reads it.
  private var conversion: String {
    let source = row.record.location.source
    let delimiter =
      row.columns.delimiter == 0x2C ? "" : ", delimiter=\"\(row.columns.delimiter == 0x09 ? "\\t" : ";")\""
    let program =
      "import ast, csv, json, sys; csv.field_size_limit(10**9); "
      + "[print(json.dumps({**row, sys.argv[2]: ast.literal_eval(row[sys.argv[2]])})) "
      + "for row in csv.DictReader(open(sys.argv[1], encoding=\"utf-8-sig\", newline=\"\")\(delimiter))]"
    let file = ShellWord.quoted(source == "standard input" ? "FILE" : source)
    let column = ShellWord.quoted(String(decoding: row.columns.names[column], as: UTF8.self))
    return "python3 -c '\(program)' \(file) \(column) > data.jsonl"
  }
}
