/// Rows of values under named columns. Numbers are set flush right, text flush left.
public struct ReportTable: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    /// The name in JSON, in snake case.
    public var key: String
    /// The heading for people.
    public var title: String
    public var visibility: Visibility

    /// When people see the column; JSON always has it.
    public enum Visibility: Hashable, Sendable {
      case always
      /// Where any row has something to tell: a value that is known, not zero and not `no`.
      case whenTelling
      /// Never.
      case dataOnly
    }

    public init(_ key: String, _ title: String, visibility: Visibility = .always) {
      self.key = key
      self.title = title
      self.visibility = visibility
    }
  }

  /// How the text face sets the rows.
  public enum Layout: Hashable, Sendable {
    /// Side by side in columns; where they are too many for a line, in several tables that each begin with the first
    /// column.
    case columns
    /// Rows with the same value in the first column below that value.
    case groups
    /// Each row by itself: the first value leads the second, and the others stand below. For rows of sentences.
    case entries
    /// Each row by itself: the first value, a paragraph of the second, and each of the others on a line of its own behind
    /// its column's title, every space kept. For texts that are to be read one below the other.
    case stacked
    /// Each row by itself: the first value, and below it the second as a text with its own lines, every space kept, the end
    /// of each line shown as `↵`. For texts that are to be read as they are.
    case passages
  }

  /// The name of the array in JSON that holds a row an object.
  public var key: String
  public var layout: Layout
  public var columns: [Column]
  /// The rows; a row that is shorter than the columns is filled up with `none`, what is beyond them is not shown.
  public var rows: [[ReportValue]]

  public init(_ key: String, layout: Layout = .columns, columns: [Column], rows: [[ReportValue]]) {
    self.key = key
    self.layout = layout
    self.columns = columns
    self.rows = rows
  }

  /// The value in a row and a column.
  func value(row: Int, column: Int) -> ReportValue {
    column < rows[row].count ? rows[row][column] : .none
  }
  /// The table as people see it.
  var shown: ReportTable {
    let shownColumns = columns.indices.filter { column in
      switch columns[column].visibility {
      case .always: true
      case .whenTelling: rows.indices.contains { value(row: $0, column: column).isTelling }
      case .dataOnly: false
      }
    }
    if shownColumns.count == columns.count { return self }
    return ReportTable(
      key, layout: layout, columns: shownColumns.map { columns[$0] },
      rows: rows.indices.map { row in shownColumns.map { value(row: row, column: $0) } })
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
