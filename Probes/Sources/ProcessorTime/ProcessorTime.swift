#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The processor time that this process has used, in seconds.
public func processorSeconds() -> Double {
  var usage = rusage()
  getrusage(Int32(0), &usage)
  let time = (usage.ru_utime, usage.ru_stime)
  return Double(time.0.tv_sec + time.1.tv_sec) + Double(time.0.tv_usec + time.1.tv_usec) / 1e6
}
