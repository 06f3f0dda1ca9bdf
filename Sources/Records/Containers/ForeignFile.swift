import Diagnostics

/// Files that hold no records that can be read, recognised by their first bytes, with the way to convert them.
struct ForeignFile {
  let name: String

  private struct Kind {
    var magic: [UInt8]
    var offset = 0
    var what: String
    /// What to do, with the words FILE and OUT for the file and the one to be made.
    var fix: String
  }

  /// - Throws: `records.not-readable`.
  func check(_ head: [UInt8]) throws {
    guard let kind = Self.kinds.first(where: { head.dropFirst($0.offset).starts(with: $0.magic) }) else { return }
    let file = name == "standard input" ? "FILE" : name
    let words = kind.fix.split(separator: " ", omittingEmptySubsequences: false).map { word in
      switch word {
      case "FILE": ShellWord.quoted(file)
      case "OUT": ShellWord.quoted(Self.converted(file))
      default: String(word)
      }
    }
    let fix = words.joined(separator: " ")
    throw TrainPackError(
      .recordsNotReadable, "the input is \(kind.what), which is not read", at: InputLocation(source: name), fix: fix)
  }

  /// `data/train.parquet` as `data/train.jsonl`.
  private static func converted(_ file: String) -> String {
    let folderEnd = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
    guard let dot = file[folderEnd...].lastIndex(of: "."), dot > folderEnd else { return file + ".jsonl" }
    return file[..<dot] + ".jsonl"
  }

  private static func conversion(_ library: String, _ read: String) -> String {
    "convert it: python3 -c 'import \(library), sys; \(read)' FILE OUT"
  }

  private static let toLines = "to_json(sys.argv[2], orient=\"records\", lines=True, force_ascii=False)"
  private static let spreadsheet =
    "save the sheet as CSV (UTF-8), or " + conversion("pandas", "pandas.read_excel(sys.argv[1]).\(toLines)")

  private static let kinds: [Kind] = [
    Kind(
      magic: Array("PAR1".utf8), what: "a Parquet file",
      fix: conversion("pandas", "pandas.read_parquet(sys.argv[1]).\(toLines)") + " (pip install pandas pyarrow)"),
    Kind(
      magic: Array("ARROW1".utf8), what: "an Arrow file",
      fix: conversion("pandas", "pandas.read_feather(sys.argv[1]).\(toLines)") + " (pip install pandas pyarrow)"),
    Kind(
      magic: [0xFF, 0xFF, 0xFF, 0xFF], what: "an Arrow stream, as `datasets` keeps it in its cache",
      fix: conversion("datasets", "datasets.Dataset.from_file(sys.argv[1]).to_json(sys.argv[2], force_ascii=False)")
        + " (pip install datasets)"),
    Kind(magic: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], what: "an old Excel or Word file", fix: spreadsheet),
    Kind(
      magic: Array("SQLite format 3".utf8), what: "an SQLite database",
      fix: "write the table as JSON: sqlite3 -json FILE 'SELECT * FROM table_name' > OUT"),
    Kind(
      magic: Array("Obj\u{1}".utf8), what: "an Avro file",
      fix: conversion(
        "fastavro, json",
        "out = open(sys.argv[2], \"w\"); "
          + "[print(json.dumps(row), file=out) for row in fastavro.reader(open(sys.argv[1], \"rb\"))]")
        + " (pip install fastavro)"),
    Kind(
      magic: [0x89, 0x48, 0x44, 0x46], what: "an HDF5 file", fix: "write its records as JSON Lines, one object a line"),
    Kind(
      magic: Array("ustar".utf8), offset: 257, what: "a tar archive on standard input or inside another archive",
      fix: "save the archive as a file and name that; its members are read without unpacking"),
    Kind(magic: Array("GGUF".utf8), what: "a GGUF model", fix: "name a dataset, not a model"),
    Kind(
      magic: [0x80, 0x04, 0x95], what: "a Python pickle",
      fix: "load it where it comes from and write its records as JSON Lines; a pickle can run code"),
    Kind(
      magic: Array("%PDF".utf8), what: "a PDF", fix: "write what is to be learnt as JSON Lines, one object a record"),
    Kind(magic: Array("<!DOCTYPE".utf8), what: "an HTML page", fix: htmlFix),
    Kind(magic: Array("<html".utf8), what: "an HTML page", fix: htmlFix),
    Kind(magic: Array("<?xml".utf8), what: "XML", fix: "write its records as JSON Lines, one object a line"),
    Kind(
      magic: Array("version https://git-lfs".utf8), what: "a Git LFS pointer and not the file itself",
      fix: "fetch the file with git lfs pull, then run again"),
  ]

  private static let htmlFix =
    "download the file itself and not the page about it (on the Hugging Face Hub: resolve/main in place of blob/main)"
}
