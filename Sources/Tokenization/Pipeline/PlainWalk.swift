/// How far a chunk is read, stretch by stretch.
struct PlainWalk {
  var position = 0
  /// The tokens of the words before.
  var count = 0
  /// The bytes of the model's text that stand before each word; -1 where chunks are not taken as words.
  var prefixLength = -1
  /// Where the last stretch begins, and how long the model's text was before it; -1 where it cannot be taken back.
  var stretchStart = 0
  var stretchCount = -1
  /// Whether the last stretch may be a part of what a Replace looks for.
  var isWatched = false
  /// Whether the one before it may.
  var wasWatched = false
  /// Whether the next character does not simply stand for itself.
  var isAtOther = false

  /// Goes on to a stretch that is not watched.
  @inline(__always)
  mutating func begin(at start: Int, _ count: Int) {
    stretchStart = start
    stretchCount = count
    wasWatched = isWatched
    isWatched = false
  }
}
