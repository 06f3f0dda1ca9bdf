import Diagnostics

extension DiagnosticCode {
  /// The codes of this room.
  public static let shardExportCodes: [DiagnosticCode] = exportCodes + trainerCodes + verifyCodes

  private static let exportCodes: [DiagnosticCode] = [
    .exportExists, .exportNotReplaceable, .exportDestination, .exportInProgress, .exportUnwritable, .exportUnreadable,
    .exportDiskFull, .exportNothingToExport, .exportRow, .exportUntrainedRow, .exportShardSize, .exportShardMultiple,
    .exportTooManyShards, .exportOptions, .exportSplit, .exportCard, .exportDescription, .exportClosed,
    .exportNotAnExport,
    .exportCompression, .exportWids, .exportDateLikeColumn, .exportPatternPath, .inspectNoSuchRow, .inspectBrokenRow,
  ]

  public static let exportExists = DiagnosticCode(
    "export.exists", "something stands at the output path already",
    explanation: """
      Nothing is overwritten unless it is asked for. Choose another --output, or pass --force to replace an earlier export: \
      it is kept until the new one is complete, and stays as it is when the new one fails.
      """)

  public static let exportNotReplaceable = DiagnosticCode(
    "export.not-replaceable", "--force replaces an earlier export only, and this is something else",
    explanation: """
      --force removes the folder at --output with all that is in it. So it is refused for a file, for a symbolic link, and \
      for a folder that holds anything that no export writes: a wrong path would otherwise cost a folder of other work. \
      Move the named file away, or choose another --output.
      """)

  public static let exportDestination = DiagnosticCode(
    "export.destination", "the output path does not name a folder to create",
    explanation: """
      An export is written under a temporary name beside its place and renamed when it is complete, so --output must end in \
      a name of its own: `shards` or `out/shards`, not `.`, `..` or `/`. It is a folder of several files, so `-` for \
      standard output is refused as well.
      """)

  public static let exportInProgress = DiagnosticCode(
    "export.in-progress", "another export to the same place is running",
    explanation: """
      While an export runs, it holds a lock on the temporary folder beside its output (`.NAME.partial`). The lock ends with \
      the process, whatever ends it, so this error means that the other process is alive: wait for it, end it, or choose \
      another --output.
      """)

  public static let exportUnwritable = DiagnosticCode(
    "export.unwritable", "a file or folder of the export could not be written",
    explanation: """
      The operating system refused; the message holds its reason. Nothing stands under the output's name. A missing \
      permission and a read-only volume are the usual causes.
      """)

  public static let exportUnreadable = DiagnosticCode(
    "export.unreadable", "a file could not be read",
    explanation: """
      The operating system refused; the message holds its reason. A file that is missing, a missing permission, and a \
      failing disk are the usual causes.
      """)

  public static let exportDiskFull = DiagnosticCode(
    "export.disk-full", "there is no room for the export",
    explanation: """
      The volume is full, a quota is used up, or this process may not write files of that size (`ulimit -f`). Nothing \
      stands under the output's name, and what was written so far is removed. An export needs the size of its shards, and \
      for a while that of one shard more.
      """)

  public static let exportNothingToExport = DiagnosticCode(
    "export.nothing-to-export", "no record is left to export",
    explanation: """
      `load_dataset` fails for a folder with an empty split, so none is written. Every record was dropped or \
      set aside: the message counts them by reason. A larger --context-length, or another --fit policy, is the remedy for \
      records that do not fit; `trainpack fit` writes a ledger that gives the reason for each.
      """)

  public static let exportRow = DiagnosticCode(
    "export.row", "a row breaks a rule of its schema",
    explanation: """
      A packed row holds one or more segments, none of them empty, at most as many tokens as the context length, token ids \
      of the vocabulary only, and loss ranges that lie inside their segment in ascending order. Training would fail on \
      anything else, or learn something else without a word, so it is not written. This is a fault of the program that \
      made the row.
      """)

  public static let exportUntrainedRow = DiagnosticCode(
    "export.untrained-row", "a row has no token that is trained",
    explanation: """
      Every label of the row is -100, so its loss is a division by zero in several trainers. Records without a trained \
      token (no assistant turn, or one that was cut away) have to be dropped before packing.
      """)

  public static let exportShardSize = DiagnosticCode(
    "export.shard-size", "the shard size is not one that a tar archive can have",
    explanation: """
      A shard is a tar archive with one member. With a single short row it has 2,048 bytes, and a header can state less \
      than 8 GiB. A row is never split, so a shard of one long row can be larger than the size asked for, and `trainpack \
      export` says so. --shard-rows takes a number from 1 on. The Hub advises shards of 256 MB to 1 GB.
      """)

  public static let exportWids = DiagnosticCode(
    "export.wids", "an index for `wids` was asked for, and it does not read such shards",
    explanation: """
      --wids writes an index for each split, wids-SPLIT.json, with which `wids` reads any row of the layout `webdataset` by \
      its number. `wids` maps the archives into memory and looks for a member a row, so the layout is webdataset and \
      nothing is compressed.
      """)

  public static let exportShardMultiple = DiagnosticCode(
    "export.shard-multiple", "a split has too few rows for the number of shards that was asked for",
    explanation: """
      With --shard-multiple N the number of shards of each split is a multiple of N, such as nodes × workers, so that each \
      of them reads as many shards as the others: `split_dataset_by_node` of `datasets` reads everything on every node \
      where the number is none. An empty shard breaks loading, so a split needs at least as many rows as it gets shards. \
      Choose a smaller N, give the split more rows, or ask for larger shards with --shard-size and --shard-rows.
      """)

  public static let exportOptions = DiagnosticCode(
    "export.options", "an option of the export is out of range",
    explanation: """
      The context length and the vocabulary size bound every row, so they must be numbers that a model can have. They come       from the profile, or from --context-length.
      """)

  public static let exportTooManyShards = DiagnosticCode(
    "export.too-many-shards", "the export would have more than 10,000 shards",
    explanation: """
      The Hub allows 10,000 files in one folder, and shard names have five digits. Choose a larger --shard-size.
      """)

  public static let exportSplit = DiagnosticCode(
    "export.split", "a split's name cannot be used, or is not one of this export",
    explanation: """
      Split names are lowercase letters, digits and `_`, as they become part of file names and are read by `datasets`; `all` \
      is kept by `datasets` for itself. Each split of an export is named before its first row is written.
      """)

  public static let exportCard = DiagnosticCode(
    "export.card", "the dataset card would not be accepted by the Hub",
    explanation: """
      The card's license is an identifier of the Hub (`apache-2.0`, `cc-by-4.0`, `unknown`; `other` asks for a name and a link \
      besides), its languages are codes of two or three letters (`en`, `und` for undetermined), and its texts are single \
      lines. See --license and --language.
      """)

  public static let exportDateLikeColumn = DiagnosticCode(
    "export.date-like-column", "a text column looks like dates, and would be read as points in time",
    explanation: """
      `datasets` reads JSON lines with Arrow, which makes timestamps of a text column when all its values in a block of 10 \
      MiB look like dates ("2024-01-02", "2024-01-02 15:30"), also inside `messages[].content`. Declaring the column as text \
      does not help: the date then comes back as "2024-01-02 00:00:00". The files of the export are right; what is trained \
      would be another text. Export with --layout webdataset, whose rows are read by Python's own JSON reader; there it is a \
      warning, as only `load_dataset("json", …)` on its shards reads them otherwise, row by row.
      """)

  public static let exportPatternPath = DiagnosticCode(
    "export.pattern-path", "the export's path is a pattern for `datasets`, and not a name",
    explanation: """
      `load_dataset` expands `*`, `?` and `[` in a path as a shell does, `~` at its beginning and `$NAME` as well, and takes \
      `::` for the end of an address within another. It then finds nothing, or the files of other folders too. The export is \
      right, and other tools read it where it is; for `datasets` it has to lie at a path without such signs. `./~name` does \
      not help, as `datasets` takes the `./` away.
      """)

  public static let exportCompression = DiagnosticCode(
    "export.compression", "no consumer reads shards of this layout with this compression",
    explanation: """
      Archives (the layouts jsonl-tar and webdataset) can be compressed with gzip or xz. Zstandard is refused for them: \
      `datasets` and `webdataset` do not know it around a tar archive, and take compressed bytes for headers and rows. The \
      layout jsonl takes gzip, xz and Zstandard.
      """)

  public static let exportDescription = DiagnosticCode(
    "export.description", "the export's counts do not agree with each other",
    explanation: """
      Every record that was read is exported, dropped or rejected, and every exported record is one segment of a row. When \
      the sums differ, records were lost or counted twice, so the export is not finished. This is a fault of the program.
      """)

  public static let exportClosed = DiagnosticCode(
    "export.closed", "the export was finished, was abandoned, or has failed",
    explanation: """
      After an error while writing, an export can only be abandoned: going on could leave out what was being written. Start \
      a new one. This is a fault of the program.
      """)

  public static let inspectNoSuchRow = DiagnosticCode(
    "inspect.no-such-row", "the export has no such row",
    explanation: """
      Rows are counted from 0 in their split, as `load_dataset(DIR, split=…)[N]` does. The manifest says which splits there \
      are and how many rows each has.
      """)

  public static let inspectBrokenRow = DiagnosticCode(
    "inspect.broken-row", "a row cannot be shown, as the export is not what its manifest says",
    explanation: """
      The manifest, the shard or its line of `segments.jsonl` is not as an export writes it. `trainpack verify DIR` lists all \
      that is wrong.
      """)

  public static let exportNotAnExport = DiagnosticCode(
    "export.not-an-export", "the folder is not an export",
    explanation: """
      An export has a `manifest.json` at its top. Name the folder that was given to `trainpack export --output`.
      """)
}
