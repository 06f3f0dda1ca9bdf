import Diagnostics

/// Which texts of a row look like points in time, by their place in the row.
struct DateLikeTexts: Hashable, Sendable {
  /// A set of places, a bit each.
  typealias Places = UInt64

  /// Places at which a text looks like a point in time.
  var dates: Places = 0
  /// Places at which one does not.
  var others: Places = 0

  private static let columns: [RowColumn] = [.messages, .prompt, .completion, .chosen, .rejected]
  private static let keys = [
    "content", "name", "tool_call_id", "reasoning_content", "tool_calls[].id", "tool_calls[].function.name",
  ]

  /// The names of the places, in the order of their bits.
  static let names: [String] =
    ["text"] + columns.flatMap { column in keys.map { "\(column.rawValue)[].\($0)" } }

  init(_ content: TextRow.Content) {
    switch content {
    case .text(let text): look(at: text, 0)
    case .messages(let messages): look(at: messages, .messages)
    case .promptCompletion(let prompt, let completion):
      look(at: prompt, .prompt)
      look(at: [completion], .completion)
    case .preference(let prompt, let chosen, let rejected):
      look(at: prompt, .prompt)
      look(at: chosen, .chosen)
      look(at: rejected, .rejected)
    }
  }

  private mutating func look(at messages: [RowMessage], _ column: RowColumn) {
    let first = 1 + (Self.columns.firstIndex(of: column) ?? 0) * Self.keys.count
    for message in messages {
      look(at: message.content, first)
      look(at: message.name, first + 1)
      look(at: message.toolCallID, first + 2)
      look(at: message.reasoning, first + 3)
      for call in message.toolCalls ?? [] {
        look(at: call.id, first + 4)
        look(at: call.name, first + 5)
      }
    }
  }

  private mutating func look(at text: [UInt8]?, _ place: Int) {
    guard let text else { return }
    if DateLikeText.matches(text) { dates |= 1 << Places(place) } else { others |= 1 << Places(place) }
  }
}

/// Finds columns of which the JSON reader of `datasets` would make timestamps: it reads a file in blocks, and a text column
/// whose values in a block all look like points in time becomes one, also inside lists and structures. A type that the
/// card declares does not undo that, as the time is then written in another form.
///
/// Source: `chunksize` in `datasets/packaged_modules/json/json.py`: a block is 10 MiB and what is left of the line in which
/// it ends; tried with `datasets` 3.6 and 5.2.
struct DateLikeColumns {
  private static let blockByteCount = 10 << 20
  private static let maximumPlaceCount = 5

  /// How many blocks show a column, and the first record of the first few.
  struct Hit: Hashable {
    var blockCount = 0
    var places: [InputLocation] = []
  }

  /// The columns that were found, by name.
  private(set) var hits: [String: Hit] = [:]
  private var dates: DateLikeTexts.Places = 0
  private var others: DateLikeTexts.Places = 0
  /// The columns that look like dates in some row by itself.
  private var inRows: DateLikeTexts.Places = 0
  private var rowPlace: InputLocation?
  private var blockOffset = 0
  private var firstPlace: InputLocation?

  /// Takes the next row of a shard.
  mutating func take(_ texts: DateLikeTexts, lineByteCount: Int, source: SegmentSource) {
    // A block that ends where a line ends takes the next line as well.
    if blockOffset > Self.blockByteCount { endBlock() }
    if blockOffset == 0 { firstPlace = source.location }
    blockOffset += lineByteCount
    dates |= texts.dates
    others |= texts.others
    let own = texts.dates & ~texts.others
    if own != 0, rowPlace == nil { rowPlace = source.location }
    inRows |= own
  }

  /// Ends the block, which the end of a shard does as well.
  mutating func endBlock() {
    let found = dates & ~others
    for (index, name) in DateLikeTexts.names.enumerated() where found & 1 << DateLikeTexts.Places(index) != 0 {
      var hit = hits[name] ?? Hit()
      hit.blockCount += 1
      if let firstPlace, hit.places.count < Self.maximumPlaceCount { hit.places.append(firstPlace) }
      hits[name] = hit
    }
    (dates, others, blockOffset, firstPlace) = (0, 0, 0, nil)
  }

  /// Adds what was found in other rows; ends the block of theirs.
  mutating func merge(_ other: DateLikeColumns) {
    var ended = other
    ended.endBlock()
    inRows |= ended.inRows
    rowPlace = rowPlace ?? ended.rowPlace
    for (name, more) in ended.hits {
      var hit = hits[name] ?? Hit()
      hit.blockCount += more.blockCount
      hit.places += more.places.prefix(Self.maximumPlaceCount - hit.places.count)
      hits[name] = hit
    }
  }

  /// The findings for an export: errors in a layout that `datasets` reads as JSON, and a warning where only the JSON reader
  /// would, for which each row of the layout `webdataset` is a file.
  ///
  /// - Parameter trainer: What the export is for, which may not read that layout.
  func findings(_ layout: ShardLayout, for trainer: Trainer? = nil) -> [Finding] {
    if layout == .webdataset { return rowFinding.map { [$0] } ?? [] }
    let fix =
      trainer?.refusal(of: .webdataset, .none) == nil
      ? "export with --layout webdataset, whose rows are read as they are"
      : "write the dates in another form, or export with --layout webdataset for a trainer that reads it: --for trl"
    return hits.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, hit in
      Finding(
        .exportDateLikeColumn, .error,
        "`datasets` would read the texts of \(name) as points in time: all of a block of rows look like dates",
        count: hit.blockCount, places: hit.places,
        fix: fix)
    }
  }

  private var rowFinding: Finding? {
    let names = DateLikeTexts.names.enumerated().filter { inRows & 1 << DateLikeTexts.Places($0.offset) != 0 }
    guard !names.isEmpty else { return nil }
    return Finding(
      .exportDateLikeColumn, .warning,
      "texts that look like dates stand in \(names.map(\.element).joined(separator: ", ")): "
        + "`load_dataset(\"json\", …)` would fail on these shards, or read points in time",
      places: [rowPlace].compactMap(\.self), fix: "load them with the lines of the card, which read them as they are")
  }
}
