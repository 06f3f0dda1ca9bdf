import Diagnostics

/// Encodes text with a byte-level vocabulary.
final class BytePairEncoder<Encoding: PreTokenEncoding>: TextEncoder {
  private var engine: BytePairEngine<Encoding>
  private let scanner: PatternScanner
  private let composer: CanonicalComposer?

  init(_ encoding: Encoding, scanner: PatternScanner, normalization: TextNormalization) {
    engine = BytePairEngine(encoding: encoding)
    self.scanner = scanner
    composer = normalization == .composedCanonical ? CanonicalComposer() : nil
  }

  func encode(_ text: Span<UInt8>, boundary: TextBoundary, offset: Int, into tokens: inout TokenBuffer) throws {
    let base = try EncoderInput.base(of: text, offset: offset)
    if let composed = try composed(text) {
      let first = tokens.count
      try run(composed.utf8.span, base: 0, into: &tokens)
      for index in first..<tokens.count {
        let start = composed.originalStarts[Int(tokens.starts[index])]
        let end = composed.originalEnds[Int(tokens.ends[index]) - 1]
        tokens.starts[index] = base + start
        // Where marks change places an end can lie before its start.
        tokens.ends[index] = base + max(start, end)
      }
    } else {
      try run(text, base: base, into: &tokens)
    }
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary) throws -> Int {
    _ = try EncoderInput.base(of: text, offset: 0)
    if let composed = try composed(text) { return try count(composed.utf8.span) }
    return try count(text)
  }

  private func count(_ text: Span<UInt8>) throws -> Int {
    let cuts = try cuts(of: text)
    var sink = CountingSink()
    guard let cuts else {
      run(text, into: &sink)
      return sink.count
    }
    for part in cuts.parts {
      engine.run(text.extracting(part), cutBy: TextCutScanner(cuts, offset: part.lowerBound), into: &sink)
    }
    return sink.count
  }

  private func run(_ text: Span<UInt8>, base: Int32, into tokens: inout TokenBuffer) throws {
    let cuts = try cuts(of: text)
    // The buffer is moved into the sink and back, so that it is never shared and never copied.
    var buffer = TokenBuffer()
    swap(&buffer, &tokens)
    var sink = BufferingSink(buffer, base: base)
    buffer = TokenBuffer()
    if let cuts {
      for part in cuts.parts {
        sink.start(at: base &+ Int32(truncatingIfNeeded: part.lowerBound))
        engine.run(text.extracting(part), cutBy: TextCutScanner(cuts, offset: part.lowerBound), into: &sink)
      }
    } else {
      run(text, into: &sink)
    }
    swap(&sink.tokens, &tokens)
  }

  /// The cuts of a text for which there is no scanner.
  private func cuts(of text: Span<UInt8>) throws -> TextCuts? {
    guard case .regexes(let splitter) = scanner else { return nil }
    guard let splitter else {
      throw TrainPackError(
        .engineFailed, "there is no memory to run a pattern", fix: "give the process more memory, or fewer jobs")
    }
    return try splitter.cuts(of: text)
  }

  private func run<Sink: TokenSink>(_ text: Span<UInt8>, into sink: inout Sink) {
    switch scanner {
    case .gpt2(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .cl100k(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .o200k(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .deepSeek3(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .regexes: break
    }
  }

  /// Checks the text; returns it in NFC when the vocabulary asks for that and it is not in it.
  private func composed(_ text: Span<UInt8>) throws -> ComposedText? {
    let check = try EncoderInput.check(text)
    guard let composer, check != .ascii else { return nil }
    return composer.compose(text)
  }
}
