import Diagnostics

extension DiagnosticCode {
  public static let jsonInvalid = DiagnosticCode(
    "json.invalid", "the text is not JSON",
    explanation: """
      TrainPack reads JSON exactly as RFC 8259 defines it: double quotes, no trailing commas, no comments, no NaN or \
      Infinity, one value and nothing after it. Files written by hand, or by printing a Python object instead of calling \
      json.dumps, break these rules. The message names the line, the byte and what was expected there.
      """)

  public static let jsonTruncated = DiagnosticCode(
    "json.truncated", "the JSON text ends before its value does",
    explanation: """
      The text stops inside a string, an array or an object. This is what remains of a file whose download or whose \
      writer was interrupted, or of a record that was cut at a line break. Get the file again from where it came.
      """)

  public static let jsonInvalidUTF8 = DiagnosticCode(
    "json.invalid-utf8", "the text holds bytes that are not UTF-8",
    explanation: """
      JSON is UTF-8. Bytes that are not come from a file in another encoding (Latin-1, GBK, Windows-1252) or from text \
      that was cut in the middle of a character. TrainPack does not repair them, as a replaced character changes what a \
      model learns. Convert the file, for example with iconv -f WINDOWS-1252 -t UTF-8.
      """)

  public static let jsonLoneSurrogate = DiagnosticCode(
    "json.lone-surrogate", "a \\u escape is half a surrogate pair",
    explanation: """
      Characters beyond U+FFFF are written in JSON as two \\u escapes, a high and a low surrogate. One without the other \
      stands for no character and cannot be written as UTF-8. It comes from text cut between the two, or from \
      json.dumps of a Python string that already held the half pair.
      """)

  public static let jsonDuplicateKey = DiagnosticCode(
    "json.duplicate-key", "an object has the same key twice",
    explanation: """
      Readers disagree about which of two equal keys counts: some take the first, some the last, so the record means \
      different things to different tools. Keys are compared as bytes after unescaping. Remove or rename one of them.
      """)

  public static let jsonTooDeep = DiagnosticCode(
    "json.too-deep", "the JSON is nested too deeply",
    explanation: """
      Arrays and objects inside each other are followed only to a fixed depth (512 by default), so that a hostile file \
      cannot exhaust memory. Real datasets stay below 20. The command's limit is fixed; programs that use the \
      library set it, up to 1,024.
      """)

  public static let jsonNumberTooLong = DiagnosticCode(
    "json.number-too-long", "a number has too many characters",
    explanation: """
      A number may have 1,000 characters by default. Longer ones are a sign of damaged data, and some readers need time \
      that grows with the square of the length. The command's limit is fixed; programs that use \
      the library can raise it.
      """)

  public static let jsonTooLarge = DiagnosticCode(
    "json.too-large", "the JSON document is larger than can be read at once",
    explanation: """
      One JSON value is read as a whole and may have at most 1 GiB. Write large datasets as JSON Lines, one record a line.
      """)

  public static let jsonNotUTF8Encoded = DiagnosticCode(
    "json.not-utf8-encoded", "the text is UTF-16 or UTF-32",
    explanation: """
      The first bytes show an encoding other than UTF-8, as some Windows programs write it. Convert the file, for example \
      with iconv -f UTF-16 -t UTF-8 FILE, and give TrainPack the result.
      """)

  public static let jsonByteOrderMark = DiagnosticCode(
    "json.byte-order-mark", "the JSON text begins with a byte order mark",
    explanation: """
      JSON texts must not begin with U+FEFF, and several readers refuse them. Save the file as UTF-8 without a BOM, or \
      remove its first three bytes with tail -c +4.
      """)

  public static let jsonOutOfMemory = DiagnosticCode(
    "json.out-of-memory", "there is not enough memory to read a JSON value",
    explanation: """
      Reading a JSON value needs about eight times its size in memory. Free some memory, use fewer jobs, or split the input.
      """)

  public static let jsonPointerInvalid = DiagnosticCode(
    "json.invalid-pointer", "a text is not a JSON pointer",
    explanation: """
      A JSON pointer (RFC 6901) is empty, for the whole value, or a row of keys and positions each with a slash before it, \
      as in /messages/0/content. In a key, ~0 stands for ~ and ~1 for /.
      """)

  /// The codes of this room.
  public static let jsonCodes: [DiagnosticCode] = [
    .jsonInvalid, .jsonTruncated, .jsonInvalidUTF8, .jsonLoneSurrogate, .jsonDuplicateKey, .jsonTooDeep,
    .jsonNumberTooLong, .jsonTooLarge, .jsonNotUTF8Encoded, .jsonByteOrderMark, .jsonOutOfMemory, .jsonPointerInvalid,
  ]
}
