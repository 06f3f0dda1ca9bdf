import Synchronization

/// Thrown where long work notices that the user asked it to stop.
public struct Interrupted: Error {
  public init() {}
}

/// The user's wish to stop, set by a signal handler and looked at between batches.
public enum Interruption {
  private static let requested = Atomic(false)

  /// Asks all running work to stop; safe to call from a signal handler.
  public static func request() { requested.store(true, ordering: .relaxed) }

  /// Throws `Interrupted` when a stop was asked for.
  static func check() throws {
    if requested.load(ordering: .relaxed) { throw Interrupted() }
  }
}
