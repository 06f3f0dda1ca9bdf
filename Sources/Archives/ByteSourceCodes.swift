import Diagnostics

extension DiagnosticCode {
  public static let inputNotFound = DiagnosticCode(
    "input.not-found", "an input file does not exist",
    explanation: """
      There is no file at the path that was given, or a folder on the way to it is missing. Paths are taken relative to the \
      folder in which the command runs. A pattern such as data/*.jsonl that matched nothing reaches the command unexpanded.
      """)

  public static let inputIsFolder = DiagnosticCode(
    "input.is-folder", "an input is a folder, not a file",
    explanation: """
      Inputs are files, so that their order is known. Name the files in the folder instead; the shell expands FOLDER/*.jsonl \
      in a fixed order.
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
    .inputNotFound, .inputIsFolder, .inputUnreadable, .inputTruncated, .inputDamaged, .inputTrailingBytes,
    .inputUnsupportedCompression,
  ]
}
