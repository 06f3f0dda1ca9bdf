/// What the steps of a file make of each character and each short stretch, found as they are met: one worker's.
struct PlainCharacters {
  /// What is known of a character or a stretch: where its image stands, its length, and flags.
  struct Entry {
    fileprivate var word: UInt64

    /// A part of what a Replace looks for.
    static let watched: UInt64 = 1
    /// White space is in the image.
    static let spaced: UInt64 = 2
    /// What the character becomes depends on others, in a way that is not looked into.
    static let unfit: UInt64 = 4
    /// It is a part of the stretch before it.
    static let joins: UInt64 = 8
    /// What comes behind it may be a part of its stretch.
    static let open: UInt64 = 16
    fileprivate static let known: UInt64 = 32
    /// What an entry of a character that stands for itself has none of.
    static let special = watched | spaced | unfit | joins | open

    fileprivate static let unknown = Entry(word: 0)

    @inline(__always)
    func isAny(_ flags: UInt64) -> Bool { word & flags != 0 }
    /// Whether it is that of a character that stands for itself.
    @inline(__always)
    var isSimple: Bool { word & (Self.special | Self.known) == Self.known }
    @inline(__always)
    var start: Int { Int(truncatingIfNeeded: word &>> 32) }
    @inline(__always)
    var length: Int { Int(truncatingIfNeeded: word &>> 8 & 0xFF) }
    /// Where the image stands in `images`.
    var range: Range<Int> { start..<start &+ length }
  }

  /// The longest image, in bytes.
  static let maximumLength = 255
  /// How many bytes can be read behind the start of any image.
  static let readableLength = 16

  private static let maximumImagesLength = 1 << 22
  private static let stretchBits: UInt64 = 12

  /// The images, one after another, and bytes that stand for nothing behind them.
  private(set) var images = [UInt8](repeating: 0, count: readableLength)
  /// For each 256 code points where their entries begin, or -1.
  private(set) var pages = [Int32](repeating: -1, count: 0x1100)
  private(set) var entries: [Entry] = []
  /// Stretches of several characters, by a hash of their bytes; a newcomer takes the place of the one that was there.
  private var stretches = [(key: TokenKey, entry: Entry)](
    repeating: (TokenKey(low: 0, high: 0), .unknown), count: 1 << stretchBits)
  private let seed = UInt64.random(in: .min ... .max)
  private var finder: StretchImages
  private let replacements: [UInt32]
  private let allowsWhitespace: Bool

  /// - Parameters:
  ///   - replacements: The characters that an image cannot hold.
  ///   - allowsWhitespace: Whether an image may hold white space, or be empty.
  init(_ normalizers: [NormalizerStep], without replacements: [UInt32], allowsWhitespace: Bool) {
    finder = StretchImages(normalizers)
    self.replacements = replacements
    self.allowsWhitespace = allowsWhitespace
  }

  /// The entry of a character; its image is that of the character as a whole stretch.
  @inline(__always)
  mutating func entry(of scalar: UInt32) -> Entry {
    let page = pages[Int(scalar &>> 8)]
    if page >= 0 {
      let entry = entries[Int(page) &+ Int(scalar & 255)]
      if entry.isAny(Entry.known) { return entry }
    }
    return find(scalar)
  }

  @inline(never)
  private mutating func find(_ scalar: UInt32) -> Entry {
    let page = Int(scalar >> 8)
    if pages[page] < 0 {
      pages[page] = Int32(truncatingIfNeeded: entries.count)
      entries += [Entry](repeating: .unknown, count: 256)
    }
    var flags: UInt64 = 0
    if !CharacterJoins.beginsAnew(scalar) { flags |= Entry.joins }
    if CharacterJoins.isOpen(after: scalar, wasOpen: false) { flags |= Entry.open }
    var bytes: [UInt8] = []
    UTF8Text.append(scalar, to: &bytes)
    var entry = flags == 0 ? keep(bytes.span) : Entry(word: Entry.known)
    entry.word |= flags
    entries[Int(pages[page]) + Int(scalar & 255)] = entry
    return entry
  }

  /// The entry of the stretch `text[start..<end]`.
  ///
  /// - Parameter end: At most 15 bytes behind the start.
  mutating func entry(ofStretch text: Span<UInt8>, _ start: Int, _ end: Int) -> Entry {
    let key = TokenKey(text.bytes, start: start, length: end - start)
    let place = Int(truncatingIfNeeded: key.hash(seed: seed) >> (64 - Self.stretchBits))
    if stretches[place].key == key { return stretches[place].entry }
    let entry = keep(text.extracting(start..<end))
    stretches[place] = (key, entry)
    return entry
  }

  /// Finds what a stretch becomes, and keeps it.
  private mutating func keep(_ stretch: Span<UInt8>) -> Entry {
    let unfit = Entry(word: Entry.known | Entry.unfit)
    guard let image = finder.image(of: stretch), image.utf8.count <= Self.maximumLength,
      allowsWhitespace || !(image.hasWhitespace || image.utf8.isEmpty),
      !TokenizerJSONSteps.scalars(image.utf8[...]).contains(where: replacements.contains)
    else { return unfit }
    let start = images.count - Self.readableLength
    guard start < Self.maximumImagesLength else { return unfit }
    images.insert(contentsOf: image.utf8, at: start)
    var word = UInt64(start) << 32 | UInt64(image.utf8.count) << 8 | Entry.known
    if image.isWatched { word |= Entry.watched }
    if image.hasWhitespace { word |= Entry.spaced }
    return Entry(word: word)
  }
}
