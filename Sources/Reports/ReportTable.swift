/// Rows of values under named columns. Numbers are set flush right, text flush left.
public struct ReportTable: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    /// The name in JSON, in snake case.
    public var key: String
    /// The heading for people.
    public var title: String

    public init(_ key: String, _ title: String) {
      self.key = key
      self.title = title
    }
  }

  /// The name of the array in JSON that holds a row an object.
  public var key: String
  public var columns: [Column]
  /// The rows; a row that is shorter than the columns is filled up with `none`, what is beyond them is not shown.
  public var rows: [[ReportValue]]

  public init(_ key: String, columns: [Column], rows: [[ReportValue]]) {
    self.key = key
    self.columns = columns
    self.rows = rows
  }

  /// The value in a row and a column.
  func value(row: Int, column: Int) -> ReportValue {
    column < rows[row].count ? rows[row][column] : .none
  }
  /// Flush right where all that is known in a column are numbers.
  func alignment(of column: Int) -> TextWrap.Alignment {
    var numberCount = 0
    for row in rows.indices {
      let value = value(row: row, column: column)
      if value == .none { continue }
      if !value.isNumber { return .left }
      numberCount += 1
    }
    return numberCount > 0 ? .right : .left
  }
}
