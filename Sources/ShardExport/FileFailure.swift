import Diagnostics
import Glibc

/// A failed call to the operating system, made into an error that a person can act on.
enum FileFailure {
  /// The error for what went wrong with `path`.
  ///
  /// - Parameters:
  ///   - attempt: What was attempted, in words that follow "could not", such as `write`.
  ///   - number: The `errno` that the call left.
  static func error(_ attempt: String, _ path: String, errno number: Int32) -> TrainPackError {
    let reason = String(cString: strerror(number))
    let location = InputLocation(source: path)
    switch number {
    case ENOSPC, EDQUOT:
      return TrainPackError(
        .exportDiskFull, "could not \(attempt): \(reason)", at: location, details: freeSpace(near: path),
        fix: "free space on that volume, or choose another --output, and run again")
    case EFBIG:
      return TrainPackError(
        .exportDiskFull, "could not \(attempt): \(reason)", at: location, details: fileSizeLimit,
        fix: "raise the limit (`ulimit -f unlimited`), or choose a smaller --shard-size, and run again")
    default:
      return TrainPackError(
        .exportUnwritable, "could not \(attempt): \(reason)", at: location,
        fix: "make sure that the folder exists and that you may write to it, or choose another --output")
    }
  }

  /// The same for reading.
  static func readError(_ attempt: String, _ path: String, errno number: Int32) -> TrainPackError {
    TrainPackError(
      .exportUnreadable, "could not \(attempt): \(String(cString: strerror(number)))",
      at: InputLocation(source: path), fix: "make sure that the file exists and that you may read it")
  }

  private static func freeSpace(near path: String) -> [String] {
    var volume = statvfs()
    guard statvfs(path, &volume) == 0 else { return [] }
    let (bytes, overflow) = UInt64(volume.f_bavail).multipliedReportingOverflow(by: UInt64(volume.f_frsize))
    return overflow ? [] : ["free on the volume: \(bytes) bytes"]
  }

  private static var fileSizeLimit: [String] {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &limit) == 0, limit.rlim_cur != rlim_t.max
    else {
      return []
    }
    return ["this process may write files of at most \(limit.rlim_cur) bytes"]
  }
}
