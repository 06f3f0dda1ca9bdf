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
    guard let parser else { return Outcome(status: csimdjson_out_of_memory) }
    return source.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return Outcome(status: csimdjson_invalid) }
      // `range` lies in `source`, and the shim reads no byte past it.
      let result = csimdjson_read(parser, base + range.lowerBound, range.count, limits)
      if result.status != csimdjson_ok {
        return Outcome(status: result.status, offset: Int(result.offset), other: Int(result.other))
      }
      return Outcome(
        status: csimdjson_ok, nodes: Array(UnsafeBufferPointer(start: result.nodes, count: result.node_count)),
        text: Array(UnsafeBufferPointer(start: result.text, count: result.text_count)))
    }
  }
}
