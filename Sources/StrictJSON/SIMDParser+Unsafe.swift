internal import CSIMDJSON
import Diagnostics

/// Owns simdjson's parser behind its C face.
final class SIMDParser {
  /// What one document gave: a tape when the status is `csimdjson_ok`, else the place of the trouble.
  struct Outcome {
    var status: csimdjson_status
    /// Bytes from the start of the document; see `csimdjson_status` for what they mean.
    var offset = 0
    var other = 0
    var nodes: [csimdjson_node] = []
    var text: [UInt8] = []
  }

  private let parser: OpaquePointer?
  private let limits: csimdjson_limits

  init(limits: Limits, duplicateKeys: JSONReader.DuplicateKeys) {
    parser = csimdjson_create()
    let depth = min(max(limits.maximumJSONDepth, 1), JSONReader.maximumSupportedDepth)
    self.limits = csimdjson_limits(
      maximum_depth: UInt32(clamping: depth),
      maximum_number_characters: UInt32(clamping: limits.maximumNumberCharacters),
      allows_duplicate_keys: duplicateKeys == .keepLast)
  }

  deinit {
    csimdjson_destroy(parser)
  }

  /// The tape is copied out of the parser, so that the result stays when the parser goes on.
  func read(_ source: [UInt8], in range: Range<Int>) -> Outcome {
    source.withUnsafeBufferPointer { buffer in
      let result = parse(buffer, range)
      if result.status != csimdjson_ok { return Self.failure(result) }
      return Outcome(
        status: csimdjson_ok, nodes: Array(UnsafeBufferPointer(start: result.nodes, count: result.node_count)),
        text: Array(UnsafeBufferPointer(start: result.text, count: result.text_count)))
    }
  }

  /// Reads a document for one text alone, and copies nothing.
  ///
  /// - Parameter body: Given the text of the document's member `key`; its bytes are there for the call only. Not called
  ///   where the document is no object with a string of that key.
  /// - Returns: The outcome of the reading, without a tape.
  func withText(
    ofKey key: [UInt8], in source: [UInt8], _ range: Range<Int>, _ body: (Span<UInt8>) throws -> Void
  ) throws -> Outcome {
    try source.withUnsafeBufferPointer { buffer in
      let result = parse(buffer, range)
      if result.status != csimdjson_ok { return Self.failure(result) }
      let text = key.withUnsafeBufferPointer { csimdjson_member_text(parser, $0.baseAddress, $0.count) }
      if let bytes = text.bytes {
        // The text stays in `source` or in the parser until the parser goes on, which `body` cannot make it do.
        try body(UnsafeBufferPointer(start: bytes, count: text.count).span)
      }
      return Outcome(status: csimdjson_ok)
    }
  }

  private func parse(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> csimdjson_result {
    guard let parser else { return Self.failed(csimdjson_out_of_memory) }
    guard let base = buffer.baseAddress else { return Self.failed(csimdjson_invalid) }
    // `range` lies in the buffer, and the shim reads no byte past the buffer's end.
    return csimdjson_read(
      parser, base + range.lowerBound, range.count, buffer.count - range.lowerBound, limits)
  }

  private static func failed(_ status: csimdjson_status) -> csimdjson_result {
    csimdjson_result(status: status, offset: 0, other: 0, nodes: nil, node_count: 0, text: nil, text_count: 0)
  }

  private static func failure(_ result: csimdjson_result) -> Outcome {
    Outcome(status: result.status, offset: Int(result.offset), other: Int(result.other))
  }
}
