#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a pipeline does its work; nothing here changes what it puts out.
public struct WorkPlan: Sendable {
  /// How many workers run at a time.
  public var jobs: Int
  /// Told now and then how far the work has come.
  public var progress: @Sendable (WorkProgress) -> Void

  public init(jobs: Int = WorkPlan.processorCount, progress: @escaping @Sendable (WorkProgress) -> Void = { _ in }) {
    self.jobs = max(1, jobs)
    self.progress = progress
  }

  /// The processors that this process may use.
  public static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

/// How far a pipeline has come.
public struct WorkProgress: Sendable {
  /// What is being done: `reading`, `writing`.
  public var stage: String
  /// Between 0 and 1; `nil` when the end is not known.
  public var fraction: Double?
  /// Records done in this stage.
  public var recordCount: Int
}
