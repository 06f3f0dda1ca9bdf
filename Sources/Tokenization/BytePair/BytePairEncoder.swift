import Diagnostics

/// Encodes text with a byte-level vocabulary.
///
/// The class is not generic: the methods of a generic class are compiled once for all its parameters, and what is called
/// for every pre-token must be compiled for the very types.
final class BytePairEncoder: TextEncoder {
  private let engine: Engine
  private let scanner: PatternScanner
  private let composer: CanonicalComposer?
  private var sink = RunningSink()
  private var markedRun = MarkedRun()

  private enum Engine {
    case ranks(BytePairEngine<RankEncoding>)
    case merges(BytePairEngine<MergeEncoding>)
  }

  init(
    _ rule: BytePairTokenizer.Rule, scanner: PatternScanner, normalization: TextNormalization,
    counts: SharedPreTokenCounts
  ) {
    engine =
      switch rule {
      case .ranks(let ranks): .ranks(BytePairEngine(encoding: RankEncoding(ranks: ranks), counts: counts))
      case .merges(let table): .merges(BytePairEngine(encoding: MergeEncoding(table: table), counts: counts))
      }
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
    if let composed = try composed(text) { return try count(composed.utf8.span, upTo: .max) }
    return try count(text, upTo: .max)
  }

  func count(_ text: Span<UInt8>, boundary: TextBoundary, upTo limit: Int) throws -> Int? {
    _ = try EncoderInput.base(of: text, offset: 0)
    if limit < 0 { return nil }
    var total = 0
    if let composed = try composed(text) {
      total = try count(composed.utf8.span, upTo: limit)
    } else {
      total = try count(text, upTo: limit)
    }
    return total <= limit ? total : nil
  }

  private func count(_ text: Span<UInt8>, upTo limit: Int) throws -> Int {
    switch engine {
    case .ranks(let engine): try count(text, by: engine, upTo: limit)
    case .merges(let engine): try count(text, by: engine, upTo: limit)
    }
  }

  @inline(__always)
  private func count<Encoding>(
    _ text: Span<UInt8>, by engine: BytePairEngine<Encoding>, upTo limit: Int
  ) throws -> Int {
    switch scanner {
    case .gpt2(let scanner): return engine.count(text, cutBy: scanner, upTo: limit)
    case .cl100k(let scanner): return engine.count(text, cutBy: scanner, upTo: limit)
    case .o200k(let scanner): return engine.count(text, cutBy: scanner, upTo: limit)
    case .deepSeek3(let scanner): return engine.count(text, cutBy: scanner, upTo: limit)
    case .regexes(let splitter):
      let cuts = try cuts(of: text, by: splitter)
      return cuts.parts.reduce(0) { count, part in
        count + engine.count(text.extracting(part), cutBy: TextCutScanner(cuts, offset: part.lowerBound))
      }
    }
  }

  private func run(_ text: Span<UInt8>, base: Int32, into tokens: inout TokenBuffer) throws {
    sink.reset(base: base)
    switch engine {
    case .ranks(let engine): try run(text, by: engine, into: &sink) { $1.start(at: base &+ $0) }
    case .merges(let engine): try run(text, by: engine, into: &sink) { $1.start(at: base &+ $0) }
    }
    sink.append(to: &tokens)
    sink.reset()
  }

  /// - Parameter begin: Called with the start of each part of the text that is cut by itself.
  @inline(__always)
  private func run<Encoding, Sink: TokenSink & ~Copyable>(
    _ text: Span<UInt8>, by engine: BytePairEngine<Encoding>, into sink: inout Sink,
    begin: (Int32, inout Sink) -> Void
  ) throws {
    switch scanner {
    case .gpt2(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .cl100k(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .o200k(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .deepSeek3(let scanner): engine.run(text, cutBy: scanner, into: &sink)
    case .regexes(let splitter):
      let cuts = try cuts(of: text, by: splitter)
      for part in cuts.parts {
        begin(Int32(truncatingIfNeeded: part.lowerBound), &sink)
        engine.run(text.extracting(part), cutBy: TextCutScanner(cuts, offset: part.lowerBound), into: &sink)
      }
    }
  }

  /// The cuts of a text for which there is no scanner.
  private func cuts(of text: Span<UInt8>, by splitter: RegexSplitter?) throws -> TextCuts {
    guard let splitter else {
      throw TrainPackError(
        .engineFailed, "there is no memory to run a pattern", fix: "give the process more memory, or fewer jobs")
    }
    return try splitter.cuts(of: text)
  }

  /// Checks the text; returns it in NFC when the vocabulary asks for that and it is not in it.
  private func composed(_ text: Span<UInt8>) throws -> ComposedText? {
    let check = try EncoderInput.check(text)
    guard let composer, check != .ascii else { return nil }
    return composer.compose(text)
  }
}

/// Pre-tokens are encoded by themselves, and a scanner looks only at what lies behind the place where it begins.
extension BytePairEncoder: PartwiseEncoder {
  func appendParts(
    of text: Span<UInt8>, from start: Int, boundary: TextBoundary, total: Int, to parts: inout CountedParts
  ) throws -> Bool {
    // In NFC a text that goes on can change before its end, and patterns without a scanner may look anywhere.
    guard composer == nil, scanner.looksOnlyAhead else { return false }
    _ = try EncoderInput.base(of: text, offset: 0)
    try EncoderInput.check(text)
    switch engine {
    case .ranks(let engine): appendParts(of: text, from: start, total: total, to: &parts, by: engine)
    case .merges(let engine): appendParts(of: text, from: start, total: total, to: &parts, by: engine)
    }
    return true
  }

  private func appendParts<Encoding>(
    of text: Span<UInt8>, from start: Int, total: Int, to parts: inout CountedParts,
    by engine: BytePairEngine<Encoding>
  ) {
    switch scanner {
    case .gpt2(let scanner): engine.appendParts(of: text, from: start, cutBy: scanner, total: total, to: &parts)
    case .cl100k(let scanner): engine.appendParts(of: text, from: start, cutBy: scanner, total: total, to: &parts)
    case .o200k(let scanner): engine.appendParts(of: text, from: start, cutBy: scanner, total: total, to: &parts)
    case .deepSeek3(let scanner): engine.appendParts(of: text, from: start, cutBy: scanner, total: total, to: &parts)
    case .regexes: break
    }
  }

  /// A scanner looks past the end of a pre-token to the end of the white space there, and at two characters more.
  func isSettled(_ position: Int, in text: Span<UInt8>, upTo end: Int) -> Bool {
    var next = position
    let classes = CharacterClasses.shared
    while next < end {
      let character = classes.character(at: next, of: text)
      if !character.isAny(CharacterClasses.whitespace) { return next &+ Self.maximumLookahead <= end }
      next &+= character.length
    }
    return false
  }

  /// The bytes of two characters.
  private static var maximumLookahead: Int { 8 }
}

/// Ids without their bytes.
extension BytePairEncoder {
  func encode(
    _ text: Span<UInt8>, boundary: TextBoundary, specialTokensIn regions: [Range<Int>], before marks: TextMarks,
    into marked: inout MarkedIDs
  ) throws -> Bool {
    _ = try EncoderInput.base(of: text, offset: 0)
    // Parts that patterns cut may leave out some of the text, and where it is changed its bytes are not those of the tokens.
    let isAsItStands = try scanner.looksOnlyAhead && composed(text) == nil
    guard isAsItStands else { return try encodeWhole(text, boundary: boundary, before: marks, into: &marked) }
    markedRun.reset(marks: marks)
    defer { markedRun.reset() }
    switch engine {
    case .ranks(let engine): try run(text, by: engine, into: &markedRun) { _, _ in }
    case .merges(let engine): try run(text, by: engine, into: &markedRun) { _, _ in }
    }
    return markedRun.append(to: &marked)
  }
}

extension BytePairEncoder: MarkCountingEncoder {
  func count(_ text: Span<UInt8>, boundary: TextBoundary, reaching marks: inout MarkProgress) throws -> Int? {
    guard scanner.looksOnlyAhead, try composed(text) == nil else { return nil }
    return switch engine {
    case .ranks(let engine): count(text, by: engine, &marks)
    case .merges(let engine): count(text, by: engine, &marks)
    }
  }

  @inline(__always)
  private func count<Encoding>(
    _ text: Span<UInt8>, by engine: BytePairEngine<Encoding>, _ marks: inout MarkProgress
  ) -> Int? {
    switch scanner {
    case .gpt2(let scanner): engine.count(text, cutBy: scanner, marks: &marks)
    case .cl100k(let scanner): engine.count(text, cutBy: scanner, marks: &marks)
    case .o200k(let scanner): engine.count(text, cutBy: scanner, marks: &marks)
    case .deepSeek3(let scanner): engine.count(text, cutBy: scanner, marks: &marks)
    case .regexes: nil
    }
  }
}
