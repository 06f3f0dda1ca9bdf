import Diagnostics

extension DiagnosticCode {
  public static let inputNotFound = DiagnosticCode(
    "input.not-found", "an input file does not exist",
    explanation: """
      There is no file at the path that was given, or a folder on the way to it is missing. Paths are taken relative to the \
      folder in which the command runs.
      """)

  public static let inputIsFolder = DiagnosticCode(
    "input.is-folder", "an input is a folder, not a file",
    explanation: """
      A folder stands where only a file can be read. Where a dataset is named, a folder is read as all its data files; a \
      vocabulary, a template or a system prompt is one file.
      """)

  public static let inputNoDataFiles = DiagnosticCode(
    "input.no-data-files", "a folder or archive holds no data files",
    explanation: """
      Of a folder all data files are read, at any depth, in the order of the bytes of their paths; of a tar archive its data \
      members, in the archive's order. Data files end in .jsonl, .ndjson, .json, .csv or .tsv, compressed or not. Nothing of \
      the kind is there: look at the path, or name a file itself, which is read whatever its name.
      """)

  public static let inputNoMatch = DiagnosticCode(
    "input.no-match", "a pattern matches no file",
    explanation: """
      A path with *, ? or [ that is no file of that very name is a pattern, as in 'data/*.jsonl'. It matches as in a shell: * \
      stays within a folder, and names that begin with a dot are not matched. A folder that is named itself is read at any \
      depth.
      """)

  public static let inputRepeated = DiagnosticCode(
    "input.repeated", "an input that can be read only once is named twice",
    explanation: """
      Standard input is named twice, or a tar archive has two members of one name, as tar -r writes when it brings a member \
      up to date. Which of the two counts cannot be told: unpacking would keep the last alone. Write the archive anew. A \
      file that is named twice is read twice, and noted.
      """)

  public static let inputUnreadable = DiagnosticCode(
    "input.unreadable", "an input cannot be opened or read",
    explanation: """
      The system refused to open or read the file; the message holds its words. Missing permissions, a network folder that \
      went away and a failing disk are the usual causes.
      """)

  public static let inputTruncated = DiagnosticCode(
    "input.truncated", "a compressed input ends too early",
    explanation: """
      The compressed stream stops before its end mark: the download or the program that wrote the file was interrupted. \
      What could be unpacked is not used, as the last records are missing. Get the file again from where it came and compare \
      its size or checksum.
      """)

  public static let inputDamaged = DiagnosticCode(
    "input.damaged", "a compressed input is damaged",
    explanation: """
      Unpacking met bytes that the compression format does not allow, or the unpacked bytes do not have the checksum that is \
      stored with them. Get the file again from where it came; gzip -t, zstd -t and xz -t check a file.
      """)

  public static let inputTrailingBytes = DiagnosticCode(
    "input.trailing-bytes", "something follows the end of a compressed input",
    explanation: """
      After the last compressed member come bytes that belong to none. They may be records that were appended without \
      compression, and passing over them would lose data in silence. Unpack the file, look at its end, and compress it again.
      """)

  public static let inputUnsupportedCompression = DiagnosticCode(
    "input.unsupported-compression", "an input is packed in a way that is not read",
    explanation: """
      Inputs may be plain, gzip (.gz), Zstandard (.zst) or xz (.xz), recognised by their first bytes and not by their names. \
      Unpack other files first (bunzip2, lz4 -d, unzip), or compress them again as one of these. A file that was compressed \
      twice is unpacked once first.
      """)

  /// The codes of reading input bytes.
  public static let archivesInputCodes: [DiagnosticCode] = [
    .inputNotFound, .inputIsFolder, .inputNoDataFiles, .inputNoMatch, .inputRepeated, .inputUnreadable,
    .inputTruncated, .inputDamaged, .inputTrailingBytes, .inputUnsupportedCompression,
  ]
}
