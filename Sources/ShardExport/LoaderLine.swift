/// A way to read an export with a tool of its users, as code that runs.
public struct LoaderLine: Hashable, Sendable {
  /// What it is for: one line.
  public var purpose: String
  /// The language of the code, as Markdown names it.
  public var language: String
  public var code: String

  /// All ways that work for an export's layout and rows, the plainest first.
  ///
  /// - Parameters:
  ///   - manifest: The export's manifest.
  ///   - directory: The export's folder, as the code is to name it.
  /// - Source: each was run with `datasets` 3.6 and 5.2 (where a purpose names a later version, with 5.2), `webdataset`
  ///   1.0, `trl` 1.16 and `transformers` 5.23.
  public static func all(for manifest: Manifest, directory: String) -> [LoaderLine] {
    guard let split = manifest.splits.first, let shard = split.shards.first else { return [] }
    let place = LoaderPlace(manifest: manifest, directory: directory, split: split, shard: shard)
    // A trainer that was named has lines of its own.
    let training =
      manifest.trainer == nil
      ? training(manifest.rowSchema, contextLength: manifest.contextLength) : plainMessages(manifest.rowSchema)
    return place.loading + training + [place.shell]
  }

  /// `text` as a string in Python.
  static func pythonLiteral(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"": literal += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        literal += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// `text` as one word of the shell.
  static func shellLiteral(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        true
      default: false
      }
    }
    if plain, text.utf8.first != UInt8(ascii: "-") { return text }
    var literal = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { literal += "'\\''" } else { literal.unicodeScalars.append(scalar) }
    }
    return literal + "'"
  }
}
