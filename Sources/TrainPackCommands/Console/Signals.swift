import TrainPack

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the process does when the user or the system interrupts it.
enum Signals {
  /// The first interrupt stops the work at its next safe place, also while it waits for input, and a second one stops it
  /// at once; a reader that goes away is an error of the write, not a signal.
  static func install() {
    Interruption.prepare()
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGHUP, SIGINT, SIGTERM] {
      // Under `nohup` the work goes on when its terminal goes away.
      if number == SIGHUP, isIgnored(number) { continue }
      var action = sigaction()
      #if canImport(Glibc)
        action.__sigaction_handler.sa_handler = { _ in Interruption.request() }
      #else
        action.__sigaction_u.__sa_handler = { _ in Interruption.request() }
      #endif
      // Without SA_RESTART a call that waits returns, and its caller looks at the switch.
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Glibc)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
