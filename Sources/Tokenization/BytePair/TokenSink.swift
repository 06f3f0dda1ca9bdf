/// What takes the tokens of a text, one after another.
protocol TokenSink: ~Copyable {
  /// Takes a token of the next `length` bytes of `text`, which is not at its end.
  mutating func add(_ token: Int32, length: Int, of text: Span<UInt8>)
}
