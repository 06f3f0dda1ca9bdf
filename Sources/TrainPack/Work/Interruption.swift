import Archives

/// Thrown where long work notices that the user asked it to stop.
public typealias Interrupted = Archives.Interrupted

/// The user's wish to stop, set by a signal handler and looked at between batches and wherever input is waited for.
public typealias Interruption = Archives.Interruption
