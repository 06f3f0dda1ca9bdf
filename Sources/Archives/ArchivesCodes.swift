import Diagnostics

extension DiagnosticCode {
  /// The codes of this room.
  public static let archivesCodes: [DiagnosticCode] = archivesTarCodes + archivesInputCodes

  /// The codes of reading and writing tar archives.
  public static let archivesTarCodes: [DiagnosticCode] = [
    .archiveUnreadable, .archiveWriteFailed, .archiveMemberName, .archiveMemberOrder, .archiveMemberSize,
  ]

  public static let archiveUnreadable = DiagnosticCode(
    "archive.unreadable", "the archive cannot be read to its end",
    explanation: """
      A tar archive is a row of headers and contents, closed by two blocks of zeros. This one is cut off, damaged, or \
      not a tar archive at all: a download that stopped early and a file that was opened and saved as text are the usual \
      causes. Compare its size and sha256 with those of the original, and copy it again.
      """)

  public static let archiveWriteFailed = DiagnosticCode(
    "archive.write-failed", "the archive library refused to write",
    explanation: """
      libarchive reported a failure while it wrote a tar archive, which is neither a full disk nor a fault of the data \
      (those have codes of their own). The message holds the library's words. Run the command again; if it happens again, \
      the installed libarchive is at fault (`trainpack doctor` names its version).
      """)

  public static let archiveMemberName = DiagnosticCode(
    "archive.member-name", "an archive member's name is not portable",
    explanation: """
      Member names are ASCII letters, digits, `_`, `-` and `.`, at most 99 bytes, without folders, and start with a letter, \
      a digit or `_`. Such names mean the same on every system and in every tar reader, cannot point outside the folder \
      that an archive is unpacked in, and cannot be taken for an option of a command.
      """)

  public static let archiveMemberOrder = DiagnosticCode(
    "archive.member-order", "archive members are not in ascending order",
    explanation: """
      Members are written in ascending order of the bytes of their names, each name once, so that the same contents always \
      give the same archive and no member can hide another. The caller has to sort them first.
      """)

  public static let archiveMemberSize = DiagnosticCode(
    "archive.member-size", "an archive member's contents do not have the size in its header",
    explanation: """
      A tar header comes before the contents and states their size, at most 8 GiB in the portable ustar form. Contents of \
      another size would make readers lose their place, so writing stops. A file that grew or shrank while it was archived \
      is the usual cause; a smaller `--shard-size` is the remedy where a member is too large.
      """)
}
