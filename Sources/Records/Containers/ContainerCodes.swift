import Diagnostics

extension DiagnosticCode {
  public static let recordsNotReadable = DiagnosticCode(
    "records.not-readable", "the input is a kind of file that is not read",
    explanation: """
      Records are read from JSON Lines, JSON arrays, JSON objects of objects, and tables of comma-, tab- or \
      semicolon-separated values, told by their content. Other files are recognised by their first bytes so that the message \
      can say how to convert them; Parquet and Arrow files are converted with pandas or `datasets`.
      """)

  public static let recordsAmbiguousContainer = DiagnosticCode(
    "records.ambiguous-container", "what the records lie in can be read in two ways",
    explanation: """
      One JSON object may be one record, records by key, or hold the list of records as a member; a header row may be \
      separated by two characters. Where the content does not decide, nothing is guessed, as each reading gives other \
      records. Write the records as JSON Lines, one object a line; the message has the command.
      """)

  public static let recordsMixedContainers = DiagnosticCode(
    "records.mixed-containers", "records of several containers cannot be written to one file",
    explanation: """
      Fitted records are written as they were read: an array as an array, a table with its header. One file cannot hold rows \
      of a table and JSON, or rows of tables with other columns. Run the command once for each input.
      """)

  public static let recordsTableNoHeader = DiagnosticCode(
    "records.table-no-header", "the first row of a table names no columns",
    explanation: """
      The first row must hold the columns' names, as they are the names of the records' fields. A row of numbers only, or \
      with a text of hundreds of characters, is data. Put a row of names before it.
      """)

  public static let recordsTableColumnName = DiagnosticCode(
    "records.table-column-name", "a table's column has no name, or the name of another",
    explanation: """
      The columns' names become the records' fields, so each must have one of its own. A first column without a name is \
      usually the index that pandas wrote: use DataFrame.to_csv(index=False).
      """)

  public static let recordsTableColumnCount = DiagnosticCode(
    "records.table-column-count", "a row has more or fewer cells than the table has columns",
    explanation: """
      A separator inside a text that is not in quotes makes one cell too many; a row that was cut has too few. Nothing is \
      filled in or dropped. Mend the row, or set it aside with `--on-bad-record skip`.
      """)

  public static let recordsTableOpenQuote = DiagnosticCode(
    "records.table-open-quote", "a quote in a table is never closed",
    explanation: """
      A cell that begins with a quote goes on to the next single quote, over line breaks. Without it the rest of the file is \
      one cell, so this is an error of the whole table. A quote inside a cell is written twice; a file whose end is missing \
      looks the same.
      """)

  public static let recordsTableTextAfterQuote = DiagnosticCode(
    "records.table-text-after-quote", "something follows a closing quote in a table",
    explanation: """
      After a closing quote only a separator or a line break can stand. Usually a quote inside the text was not doubled: \
      "the "quick" test" must be "the ""quick"" test". Where such a cell ends cannot be known, so this is an error of the \
      whole table. Programs that write tables (Python's csv, pandas, spreadsheets) double quotes by themselves.
      """)

  public static let recordsTableControlCharacter = DiagnosticCode(
    "records.table-control-character", "a table holds a NUL byte or a lone carriage return",
    explanation: """
      NUL bytes come from UTF-16 text, from disks that failed, and from programs that fill up fields. A carriage return that \
      no line feed follows ends lines only on old Macs. Neither can be read in one way only.
      """)

  public static let recordsTableNotUTF8 = DiagnosticCode(
    "records.table-not-utf8", "a table is not UTF-8",
    explanation: """
      Spreadsheets save "CSV" in the encoding of the system (Windows-1252, Latin-1, GBK) unless "CSV UTF-8" is chosen. \
      Nothing is repaired in silence, as a replaced character changes what a model learns. Save it again as CSV UTF-8, or \
      convert it with iconv -f WINDOWS-1252 -t UTF-8.
      """)

  public static let recordsTableCellJSON = DiagnosticCode(
    "records.table-cell-json", "a cell of a table should hold JSON and does not",
    explanation: """
      Tables hold only texts, so a list of messages or of options stands in its cell as JSON. This cell begins as a list or \
      an object and is none: often it is Python's own notation (single quotes, None, True), which pandas and `datasets` write \
      when they save lists to CSV. It is not guessed at. Write such columns with json.dumps, or save the data as JSON Lines.
      """)

  public static let recordsSkippedFiles = DiagnosticCode(
    "records.skipped-files", "files of a folder or archive were passed over",
    explanation: """
      Of a folder or a tar archive those files are read whose names end in .jsonl, .ndjson, .json, .csv or .tsv, compressed \
      (.gz, .zst, .xz) or not, and tar archives in folders. Hidden files, the descriptions that `datasets` writes \
      (dataset_info.json, state.json) and all others are passed over. What is in a file is told by its content in any case; \
      a file that is named itself is always read.
      """)

  public static let recordsRepeatedInput = DiagnosticCode(
    "records.repeated-input", "the same file is named twice",
    explanation: """
      Two of the named inputs are one file (links are followed): a folder and a file in it, or two patterns that overlap. \
      Its records are read each time, so that they count and are trained twice. That is a way to give records more weight; \
      where it is not meant, name the file once.
      """)

  /// The codes of what records lie in.
  static let recordsContainerCodes: [DiagnosticCode] = [
    .recordsNotReadable, .recordsAmbiguousContainer, .recordsMixedContainers, .recordsTableNoHeader,
    .recordsTableColumnName, .recordsTableColumnCount, .recordsTableOpenQuote, .recordsTableTextAfterQuote,
    .recordsTableControlCharacter, .recordsTableNotUTF8, .recordsTableCellJSON, .recordsSkippedFiles,
    .recordsRepeatedInput,
  ]
}
