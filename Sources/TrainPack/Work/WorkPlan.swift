#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a pipeline does its work; nothing here changes what it puts out.
public struct WorkPlan: Sendable {
  /// How many workers run at a time, from 1 to `maximumJobs`.
  public let jobs: Int
  /// Told now and then how far the work has come.
  public var progress: @Sendable (WorkProgress) -> Void

  /// More workers than this bring nothing on any machine, and each holds memory.
  public static let maximumJobs = 1_024

  /// - Parameter jobs: How many workers run at a time; brought into the range that is possible.
  public init(jobs: Int = WorkPlan.processorCount, progress: @escaping @Sendable (WorkProgress) -> Void = { _ in }) {
    self.jobs = min(max(1, jobs), Self.maximumJobs)
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
