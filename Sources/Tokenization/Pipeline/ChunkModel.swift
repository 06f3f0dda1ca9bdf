/// Counts the tokens of chunks that are not known: one worker's.
struct ChunkModel {
  private var plain: PlainChunks?
  private var model: any PieceModel
  private var scratch: [ModelToken] = []

  init(_ model: any PieceModel, plain: PlainChunks?) {
    self.model = model
    self.plain = plain
  }

  /// Whether what stands before a text makes no difference.
  var isStartFree: Bool { plain?.isStartFree == true }

  /// Counts the tokens of a chunk that goes on from others; `nil` where it has to go through the steps.
  mutating func count(plain chunk: Span<UInt8>) throws -> Int? {
    try plain?.count(chunk, by: &model, with: &scratch)
  }

  /// Counts the tokens of a text as the model sees it.
  mutating func count(seen text: Span<UInt8>) throws -> Int { try model.count(text, with: &scratch) }
}
