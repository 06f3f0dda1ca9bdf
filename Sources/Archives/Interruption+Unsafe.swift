import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Thrown where long work notices that the user asked it to stop.
public struct Interrupted: Error {
  public init() {}
}

/// The user's wish to stop, set by a signal handler and looked at between batches and before every read that may wait.
public enum Interruption {
  private static let shared = InterruptionSwitch()

  /// Makes `request` safe to call from a signal handler; call it before the handler is installed.
  public static func prepare() { shared.prepare() }

  /// Asks all running work to stop.
  public static func request() { shared.request() }

  /// Throws `Interrupted` when a stop was asked for.
  public static func check() throws { try shared.check() }

  /// Waits until `descriptor` can be read without waiting, or a stop is asked for.
  static func wait(toRead descriptor: Int32) throws { try shared.wait(toRead: descriptor) }
}

/// A switch that wakes a thread that waits for input.
///
/// A signal that comes between a look at a flag and a blocking read would be slept through, and another thread may take
/// it; so the switch also writes a byte to a pipe, and reads wait for their input and that pipe together.
///
/// Source: D. J. Bernstein's self-pipe trick.
final class InterruptionSwitch: Sendable {
  private let isRequested = Atomic(false)
  private let wakeReading = Atomic<Int32>(-1)
  private let wakeWriting = Atomic<Int32>(-1)

  /// Opens the pipe, once. Without it (no descriptors are left) a read is woken by its own signal alone.
  func prepare() {
    guard wakeReading.load(ordering: .acquiring) < 0 else { return }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakeWriting.store(ends[1], ordering: .releasing)
    wakeReading.store(ends[0], ordering: .releasing)
  }

  deinit {
    for end in [wakeReading.load(ordering: .acquiring), wakeWriting.load(ordering: .acquiring)] where end >= 0 {
      close(end)
    }
  }

  /// Touches nothing but atomics and `write`, as a signal handler may.
  func request() {
    isRequested.store(true, ordering: .sequentiallyConsistent)
    let end = wakeWriting.load(ordering: .acquiring)
    if end < 0 { return }
    // The byte is never read, so the pipe stays readable and wakes every later wait.
    var byte: UInt8 = 1
    _ = write(end, &byte, 1)
  }

  func check() throws {
    if isRequested.load(ordering: .sequentiallyConsistent) { throw Interrupted() }
  }

  func wait(toRead descriptor: Int32) throws {
    while true {
      try check()
      var waiting = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wakeReading.load(ordering: .acquiring), events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&waiting, nfds_t(waiting.count), -1)
      if ready < 0, errno == EINTR { continue }
      try check()
      // Whatever else is wrong with the descriptor, the read itself says in its own words.
      return
    }
  }
}
