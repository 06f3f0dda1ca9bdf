import Diagnostics

extension DiagnosticCode {
  static let verifyCodes: [DiagnosticCode] = [
    .verifyManifest, .verifyMissingFile, .verifyUnlistedFile, .verifyFileSize, .verifyFileSum, .verifyChecksums,
    .verifyArchiveForm, .verifyContentSum, .verifyRow, .verifyShards, .verifyCounts, .verifySegments, .verifyLedger,
    .verifyWids, .verifyCard,
  ]

  public static let verifyManifest = DiagnosticCode(
    "verify.manifest", "the manifest is not one that an export of this version has",
    explanation: """
      `manifest.json` is written in one exact form, and everything else is proved against it. A value that is missing, \
      added, of another type, or written in another way means that the file was edited or damaged, or that another version \
      of the format made it. Export again, or verify with the version named in its `generator`.
      """)

  public static let verifyMissingFile = DiagnosticCode(
    "verify.missing-file", "a file of the export is missing",
    explanation: """
      The manifest names every file of an export. One of them is not there, or is a folder, or a link that leads \
      nowhere: usually a copy that stopped early. Copy the export again.
      """)

  public static let verifyUnlistedFile = DiagnosticCode(
    "verify.unlisted-file", "the folder holds something that is not part of the export",
    explanation: """
      `datasets` and the Hub read whatever lies in a dataset's folder, so a stray file can become rows. Move it out of the \
      folder. What git and the Hub put beside the files, `.git`, `.gitattributes` and `.cache`, is passed over, as readers \
      of datasets do.
      """)

  public static let verifyFileSize = DiagnosticCode(
    "verify.file-size", "a file does not have the size that the manifest states",
    explanation: "The file was cut off, or changed after the export. Copy it again, or export again.")

  public static let verifyFileSum = DiagnosticCode(
    "verify.file-sum", "a file does not have the sha256 that was stated for it",
    explanation: """
      The file's bytes are not those that were exported: it was edited, or damaged on the way. Copy it again, or export \
      again. A card that was edited on purpose needs its new sum in `SHA256SUMS` (`sha256sum README.md`).
      """)

  public static let verifyChecksums = DiagnosticCode(
    "verify.checksums", "SHA256SUMS does not list the files of the export",
    explanation: """
      `SHA256SUMS` has one line for every file of the export but itself, in ascending order, with the sums of the manifest, \
      so that `sha256sum -c` proves the same as `trainpack verify`. Export again.
      """)

  public static let verifyArchiveForm = DiagnosticCode(
    "verify.archive-form", "a shard is not in the form in which an export writes it",
    explanation: """
      Shards are ustar archives or JSONL files of one fixed form, compressed as the manifest says, so that every reader \
      takes the same rows from them. This one has other members, other metadata, other bytes between them, or a compressed \
      stream that is damaged; some readers might skip rows or read others. Export again.
      """)

  public static let verifyContentSum = DiagnosticCode(
    "verify.content-sum", "the rows do not have the sha256 that the manifest states",
    explanation: """
      `content_sha256` is the sum of the rows as JSON lines, whatever archive they are in. The rows are not those that were \
      exported. Export again.
      """)

  public static let verifyRow = DiagnosticCode(
    "verify.row", "a row breaks a rule of its schema",
    explanation: """
      A packed row has the manifest's columns in their order, at most the context length in tokens, ids of the vocabulary, \
      labels that are -100 or the token itself, at least one trained token, and `seq_lengths` that add up to its length. \
      Trainers take other rows without a word and learn something else. Export again.
      """)

  public static let verifyShards = DiagnosticCode(
    "verify.shards", "the rows are cut into other shards than the manifest's rules give",
    explanation: """
      `sharding` in the manifest says how the rows of a split become shards: the most bytes and rows of one, of which \
      number their count is a multiple, and whether they are filled one after another or of even size. The rows were cut \
      again by these rules, and the shards are others: rows were moved between files. Export again.
      """)

  public static let verifyCounts = DiagnosticCode(
    "verify.counts", "the manifest's counts are not those of the rows",
    explanation: """
      Shards, splits and totals state how many rows, segments, tokens and trained tokens they hold, and the records read \
      are all exported, dropped or rejected; the ledger has a line for each that was shortened or dropped. A count that is not true means that rows were lost or added. Export again.
      """)

  public static let verifySegments = DiagnosticCode(
    "verify.segments", "segments.jsonl does not describe the segments of the shards",
    explanation: """
      `segments.jsonl` has one line for each exported example, in the order of the shards, with its place, its tokens and the \
      record it came from. A line that is missing, added or wrong breaks the trace from a row to its record. Export again.
      """)

  public static let verifyLedger = DiagnosticCode(
    "verify.ledger", "a line of the ledger is not true of the shards, or not one that an export writes",
    explanation: """
      `fit-ledger.jsonl` has one JSON object a line for each record that was shortened or dropped, in one exact form. A \
      shortened record is in the shards, under the same identifier and with the tokens that its line states; a dropped \
      one is not. Export again.
      """)

  public static let verifyWids = DiagnosticCode(
    "verify.wids", "an index for `wids` does not describe the shards",
    explanation: """
      `wids-SPLIT.json` lists the shards of a split with their rows, sizes and MD5 sums, and `wids` finds a row by them. \
      It is not what the shards give, so other rows would be read, or none. Export again.
      """)

  public static let verifyCard = DiagnosticCode(
    "verify.card", "the dataset card does not say what the manifest says",
    explanation: """
      The front matter of `README.md` tells `datasets` which files belong to which split, what their columns are and how many \
      rows they hold. Where it differs from the manifest, loading fails or gives other rows. The tables and lines of its text that follow from \
      the manifest (counts, lengths, sources, files, the ledger, the license of the front matter) must stand there as an \
      export writes them; other text may be added between them. Export again.
      """)
}
