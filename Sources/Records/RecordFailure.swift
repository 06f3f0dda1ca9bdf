import Diagnostics
import StrictJSON

/// Says more about a record that cannot be read: that the file ends in it.
struct RecordFailure {
  let record: Record

  func explaining(_ error: TrainPackError) -> TrainPackError {
    if error.code == .jsonTruncated && record.lineBreak == .endOfFile {
      var copy = error
      copy.code = .recordsTruncatedLastLine
      copy.message = "the last line has no line break and ends inside its JSON: the file looks truncated"
      copy.fix = "get the file again from where it came; --on-bad-record skip would drop this record alone"
      return copy
    }
    return error
  }
}
