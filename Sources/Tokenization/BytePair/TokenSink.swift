/// What takes the tokens of a text, one pre-token after another.
protocol TokenSink {
  /// Takes a token of the next `length` bytes of `text`, which is not at its end.
  mutating func add(_ token: Int32, length: Int, of text: Span<UInt8>)

  /// Takes `count` tokens whose ids do not matter; returns whether that is enough.
  mutating func addCount(_ count: Int) -> Bool
}

/// Counts tokens.
struct CountingSink: TokenSink {
  private(set) var count = 0

  @inline(__always)
  mutating func add(_ token: Int32, length: Int, of text: Span<UInt8>) { count &+= 1 }

  @inline(__always)
  mutating func addCount(_ count: Int) -> Bool {
    self.count &+= count
    return true
  }
}

/// Keeps tokens with the bytes of the whole characters that they stand for.
struct BufferingSink: TokenSink {
  var tokens: TokenBuffer
  /// Where the next token starts in the text.
  private var position = 0
  /// What is added to each offset.
  private var base: Int32

  init(_ tokens: consuming TokenBuffer, base: Int32) {
    self.tokens = tokens
    self.base = base
  }

  /// Goes on with another text, whose offsets get `base` added.
  mutating func start(at base: Int32) {
    self.base = base
    position = 0
  }

  @inline(__always)
  mutating func add(_ token: Int32, length: Int, of text: Span<UInt8>) {
    var start = position
    position &+= length
    // A dummy prefix stands for no bytes of its own, and shares the first character.
    var end = length == 0 ? start &+ 1 : position
    while start > 0, UTF8Text.isContinuation(text[start]) { start &-= 1 }
    while end < text.count, UTF8Text.isContinuation(text[end]) { end &+= 1 }
    tokens.append(token, start: base &+ Int32(truncatingIfNeeded: start), end: base &+ Int32(truncatingIfNeeded: end))
  }

  @inline(__always)
  mutating func addCount(_ count: Int) -> Bool { false }
}
