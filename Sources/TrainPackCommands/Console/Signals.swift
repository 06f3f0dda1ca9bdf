import TrainPack

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the process does when the user or the system interrupts it.
enum Signals {
  /// An interrupt stops the work at its next safe place, and a second one at once; a reader that goes away is an error
  /// of the write, not a signal.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGINT) { _ in
      Interruption.request()
      signal(SIGINT, SIG_DFL)
    }
    signal(SIGTERM) { _ in
      Interruption.request()
      signal(SIGTERM, SIG_DFL)
    }
  }
}
