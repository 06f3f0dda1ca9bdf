import Diagnostics
import StrictJSON

/// The columns of a table of separated values, as its header row names them.
public struct TableColumns: Hashable, Sendable {
  /// What stands between two cells: a comma, a tab or a semicolon.
  public let delimiter: UInt8
  /// The names, in the order of the columns.
  public let names: [[UInt8]]
  /// The names as JSON keys, with quotes, for the records that are made of rows.
  let jsonKeys: [[UInt8]]

  init(delimiter: UInt8, names: [[UInt8]]) {
    self.delimiter = delimiter
    self.names = names
    jsonKeys = names.map { JSONWriter.bytes(of: .string($0)) }
  }

  static func delimiterName(_ byte: UInt8) -> String {
    switch byte {
    case 0x09: "tab"
    case 0x3B: "semicolon"
    default: "comma"
    }
  }
}
