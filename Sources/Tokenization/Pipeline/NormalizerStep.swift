/// One normalizer of a `tokenizer.json`.
///
/// - Source: Hugging Face tokenizers' `normalizers/`.
enum NormalizerStep: Sendable {
  case form(UnicodeForm)
  case lowercase
  case strip(left: Bool, right: Bool)
  case stripAccents
  case nmt
  case byteLevel
  case prepend([UInt32])
  case replace(TextPattern, [UInt8])
  case precompiled(CharacterMap)
  case bert(BertNormalization)
}

/// What BertNormalizer does.
struct BertNormalization: Hashable, Sendable {
  var cleansText: Bool
  var separatesChinese: Bool
  var stripsAccents: Bool
  var lowercases: Bool
}

/// Runs normalizers on a text: one worker's, with its scratch memory.
struct TextNormalizer {
  private let steps: [NormalizerStep]
  /// Whether texts go on from others: they have no start that gets a prefix or is stripped.
  private let isContinuing: Bool
  private let properties = CharacterProperties.shared
  private let alphabet = ByteLevelCharacters.shared
  private var buffer: NormalizedText
  private var changes: [CharacterChange] = []
  private var parts: [TextPattern.Part] = []
  /// For each step with a pattern what finds it, made when it is first needed.
  private var finders: [PatternFinder?]

  init(_ steps: [NormalizerStep], isContinuing: Bool = false, isAligned: Bool = true) {
    self.steps = steps
    buffer = NormalizedText(isAligned: isAligned)
    self.isContinuing = isContinuing
    finders = [PatternFinder?](repeating: nil, count: steps.count)
  }

  /// Normalizes `text`, whose original has `originalCount` bytes; its alignments are kept if this normalizer's are.
  mutating func normalize(_ text: inout NormalizedText, originalCount: Int) throws {
    for index in steps.indices { try apply(index, to: &text, originalCount) }
  }

  private mutating func apply(_ index: Int, to text: inout NormalizedText, _ originalCount: Int) throws {
    let piece = text.whole(originalCount: originalCount)
    if piece.count == 0 { return }
    switch steps[index] {
    case .form(let form):
      if text.isFullyTransformed(piece), UTF8Text.isASCII(text.utf8.span) { return }
      changes = UnicodeNormalizer(form).changes(of: text.utf8.span)
      finish(&text, piece)
    case .lowercase: lowercase(&text, piece)
    case .strip(let left, let right):
      if left, right {
        strip(&text, piece, left: !isContinuing, right: true)
      } else {
        if left, !isContinuing { strip(&text, piece, left: true, right: false) }
        if right { strip(&text, text.whole(originalCount: originalCount), left: false, right: true) }
      }
    case .stripAccents: filter(&text, piece) { !$0.isAny(CharacterProperties.combiningMark, $1) }
    case .nmt:
      filter(&text, piece) { _, scalar in !Self.isRemovedByNmt(scalar) }
      map(&text, text.whole(originalCount: originalCount)) { Self.isSpaceOfNmt($0) ? 0x20 : $0 }
    case .byteLevel: writeBytes(&text, piece)
    case .prepend(let prefix):
      if isContinuing { return }
      buffer.removeAll()
      buffer.append(piece, of: text, behind: prefix)
      swap(&buffer, &text)
    case .replace(let pattern, let content):
      buffer.removeAll()
      let finder = try finders[index] ?? PatternFinder(pattern)
      finders[index] = finder
      let hasChanged = try Self.replace(finder, by: content, in: piece, of: text, into: &buffer, &parts)
      if hasChanged { swap(&buffer, &text) }
    case .precompiled(let map): precompile(&text, piece, map)
    case .bert(let rules): normalizeAsBert(&text, rules, originalCount)
    }
  }

  private mutating func finish(_ text: inout NormalizedText, _ piece: TextPiece, removedCount: Int = 0) {
    buffer.removeAll()
    buffer.append(piece, of: text, transformedBy: changes, removedCount: removedCount)
    swap(&buffer, &text)
  }

  /// Appends `piece` of `text` with each match replaced; returns whether there was one, and appends nothing if not.
  static func replace(
    _ pattern: PatternFinder, by content: [UInt8], in piece: TextPiece, of text: borrowing NormalizedText,
    into result: inout NormalizedText, _ parts: inout [TextPattern.Part]
  ) throws -> Bool {
    parts.removeAll(keepingCapacity: true)
    try pattern.parts(of: text.utf8.span.extracting(piece.range), into: &parts)
    guard parts.contains(where: \.isMatch) else { return false }
    for part in parts {
      if part.isMatch {
        result.append(replacement: content, for: piece.start + part.end, in: piece, of: text)
      } else {
        result.append(text, piece.start + part.start..<piece.start + part.end)
      }
    }
    return true
  }

  /// Takes away the characters that `keeps` is false for.
  ///
  /// - Source: `filter` of `normalizer.rs`.
  private mutating func filter(
    _ text: inout NormalizedText, _ piece: TextPiece, keeps: (CharacterProperties, UInt32) -> Bool
  ) {
    changes.removeAll(keepingCapacity: true)
    var removedCount = 0
    var isChanged = false
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text.utf8.span)
      position += length
      if keeps(properties, scalar) {
        changes.append(CharacterChange(scalar))
      } else if changes.isEmpty {
        removedCount += 1
        isChanged = true
      } else {
        changes[changes.count - 1].change -= 1
        isChanged = true
      }
    }
    if !isChanged, text.isFullyTransformed(piece) { return }
    // Where nothing is kept, nothing is counted as removed either.
    finish(&text, piece, removedCount: changes.isEmpty ? 0 : removedCount)
  }

  private mutating func map(_ text: inout NormalizedText, _ piece: TextPiece, _ transform: (UInt32) -> UInt32) {
    changes.removeAll(keepingCapacity: true)
    var isChanged = false
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text.utf8.span)
      position += length
      let target = transform(scalar)
      if target != scalar { isChanged = true }
      changes.append(CharacterChange(target))
    }
    if isChanged || !text.isFullyTransformed(piece) { finish(&text, piece) }
  }

  private mutating func lowercase(_ text: inout NormalizedText, _ piece: TextPiece) {
    changes.removeAll(keepingCapacity: true)
    var isChanged = false
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text.utf8.span)
      position += length
      if scalar < 0x80 {
        let isCapital = scalar >= 0x41 && scalar <= 0x5A
        if isCapital { isChanged = true }
        changes.append(CharacterChange(isCapital ? scalar | 0x20 : scalar))
      } else if let target = CharacterMapping.lowercase.target(of: scalar) {
        isChanged = true
        for (index, part) in target.enumerated() { changes.append(CharacterChange(part, index == 0 ? 0 : 1)) }
      } else {
        changes.append(CharacterChange(scalar))
      }
    }
    if isChanged || !text.isFullyTransformed(piece) { finish(&text, piece) }
  }

  /// - Source: `lrstrip` of `normalizer.rs`.
  private mutating func strip(_ text: inout NormalizedText, _ piece: TextPiece, left: Bool, right: Bool) {
    changes.removeAll(keepingCapacity: true)
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text.utf8.span)
      position += length
      changes.append(CharacterChange(scalar))
    }
    let count = changes.count
    let leading = left ? changes.prefix { CharacterProperties.isWhitespace($0.scalar) }.count : 0
    let trailing = right ? changes.reversed().prefix { CharacterProperties.isWhitespace($0.scalar) }.count : 0
    if leading == 0, trailing == 0 { return }
    // The last character tells of those behind it where its index, counted in bytes of the text, happens to fit.
    let marked = text.count - trailing - 1
    changes = leading <= count - trailing ? Array(changes[leading..<count - trailing]) : []
    if marked >= leading, marked - leading < changes.count {
      changes[marked - leading].change = -Int32(clamping: trailing)
    }
    finish(&text, piece, removedCount: leading)
  }

  private mutating func writeBytes(_ text: inout NormalizedText, _ piece: TextPiece) {
    alphabet.changes(of: text.utf8.span, into: &changes)
    finish(&text, piece)
  }

  /// - Source: `do_nmt` of `normalizers/unicode.rs`.
  private static func isRemovedByNmt(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: true
    default: false
    }
  }

  private static func isSpaceOfNmt(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: true
    default: false
    }
  }

  /// - Source: `normalizers/precompiled.rs`.
  private mutating func precompile(_ text: inout NormalizedText, _ piece: TextPiece, _ map: CharacterMap) {
    changes.removeAll(keepingCapacity: true)
    if Self.precompile(text.utf8.span, map, into: &changes) { finish(&text, piece) }
  }

  /// Returns whether the map has anything of the text.
  private static func precompile(
    _ text: Span<UInt8>, _ map: CharacterMap, into changes: inout [CharacterChange]
  ) -> Bool {
    let clusters = GraphemeClusters()
    var isModified = false
    var position = 0
    while position < text.count {
      let end = clusters.end(from: position, in: text)
      if end - position < 6, let replacement = map.replacement(of: text, position..<end) {
        isModified = true
        add(replacement, for: text, position..<end, to: &changes)
        position = end
        continue
      }
      while position < end {
        let (scalar, length) = UTF8Text.scalar(at: position, of: text)
        if let replacement = map.replacement(of: text, position..<position + length) {
          isModified = true
          add(replacement, for: text, position..<position + length, to: &changes)
        } else {
          changes.append(CharacterChange(scalar))
        }
        position += length
      }
    }
    return isModified
  }

  /// - Source: `replace` of `normalizers/precompiled.rs`: of a shorter text the last character tells of those that are
  ///   gone, also when it belongs to what came before.
  private static func add(
    _ replacement: ArraySlice<UInt8>, for text: Span<UInt8>, _ range: Range<Int>, to changes: inout [CharacterChange]
  ) {
    var oldCount = 0
    for position in range where !UTF8Text.isContinuation(text[position]) { oldCount += 1 }
    let bytes = Array(replacement)
    let first = changes.count
    var position = 0
    while position < bytes.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: bytes.span)
      changes.append(CharacterChange(scalar))
      position += length
    }
    let difference = changes.count - first - oldCount
    if difference > 0 {
      for index in changes.count - difference..<changes.count { changes[index].change = 1 }
    } else if difference < 0, !changes.isEmpty {
      changes[changes.count - 1].change += Int32(clamping: difference)
    }
  }

  /// - Source: `normalizers/bert.rs`.
  private mutating func normalizeAsBert(
    _ text: inout NormalizedText, _ rules: BertNormalization, _ originalCount: Int
  ) {
    if rules.cleansText {
      filter(&text, text.whole(originalCount: originalCount)) { !$0.isAny(CharacterProperties.control, $1) }
      map(&text, text.whole(originalCount: originalCount)) { CharacterProperties.isWhitespace($0) ? 0x20 : $0 }
    }
    if rules.separatesChinese { separateChinese(&text, text.whole(originalCount: originalCount)) }
    if rules.stripsAccents {
      let piece = text.whole(originalCount: originalCount)
      if !(text.isFullyTransformed(piece) && UTF8Text.isASCII(text.utf8.span)) {
        changes = UnicodeNormalizer(.nfd).changes(of: text.utf8.span)
        finish(&text, piece)
      }
      filter(&text, text.whole(originalCount: originalCount)) { !$0.isAny(CharacterProperties.nonspacingMark, $1) }
    }
    if rules.lowercases { lowercase(&text, text.whole(originalCount: originalCount)) }
  }

  private mutating func separateChinese(_ text: inout NormalizedText, _ piece: TextPiece) {
    changes.removeAll(keepingCapacity: true)
    var isChanged = false
    var position = 0
    while position < text.count {
      let (scalar, length) = UTF8Text.scalar(at: position, of: text.utf8.span)
      position += length
      if CharacterProperties.isChinese(scalar) {
        isChanged = true
        changes += [CharacterChange(0x20), CharacterChange(scalar, 1), CharacterChange(0x20, 1)]
      } else {
        changes.append(CharacterChange(scalar))
      }
    }
    if isChanged || !text.isFullyTransformed(piece) { finish(&text, piece) }
  }
}
