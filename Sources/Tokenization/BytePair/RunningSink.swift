/// Keeps tokens with the bytes of the whole characters that they stand for.
struct RunningSink: TokenSink, ~Copyable {
  private var run = TokenRun()
  /// Where the next token starts in the text.
  private var position = 0
  /// Whether that is inside a character.
  private var isInsideCharacter = false
  /// What is added to each offset.
  private var base: Int32 = 0

  /// Forgets all tokens, and begins a text whose offsets get `base` added.
  mutating func reset(base: Int32 = 0) {
    run.removeAll()
    start(at: base)
  }

  /// Goes on with another text, whose offsets get `base` added.
  mutating func start(at base: Int32) {
    self.base = base
    position = 0
    isInsideCharacter = false
  }

  /// Appends the tokens to `tokens`.
  func append(to tokens: inout TokenBuffer) { run.append(to: &tokens) }

  /// Takes a token of the next `length` bytes of `text`, which is not at its end.
  @inline(__always)
  mutating func add(_ token: Int32, length: Int, of text: Span<UInt8>) {
    let start = position
    let end = start &+ length
    if length == 0 || isInsideCharacter || (end < text.count && UTF8Text.isContinuation(text[end])) {
      addShared(token, length: length, of: text)
      return
    }
    run.append(token, start: base &+ Int32(truncatingIfNeeded: start), end: base &+ Int32(truncatingIfNeeded: end))
    position = end
  }

  /// Takes a token that shares a character with another.
  @inline(never)
  private mutating func addShared(_ token: Int32, length: Int, of text: Span<UInt8>) {
    var start = position
    position &+= length
    // A dummy prefix stands for no bytes of its own, and shares the first character.
    var end = length == 0 ? start &+ 1 : position
    while start > 0, UTF8Text.isContinuation(text[start]) { start &-= 1 }
    while end < text.count, UTF8Text.isContinuation(text[end]) { end &+= 1 }
    run.append(token, start: base &+ Int32(truncatingIfNeeded: start), end: base &+ Int32(truncatingIfNeeded: end))
    isInsideCharacter = position < text.count && UTF8Text.isContinuation(text[position])
  }
}
