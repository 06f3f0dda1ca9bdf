#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program run to its end, with what it printed in a file.
enum ChildProcess {
  enum Outcome: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
    /// It could not be started, for this reason.
    case notStarted(String)
  }

  /// Finds a program in the folders of `PATH`.
  static func find(_ name: String, environment: [String: String]) -> String? {
    for folder in (environment["PATH"] ?? "").utf8.split(separator: UInt8(ascii: ":")) {
      let path = FilePaths.join(String(decoding: folder, as: UTF8.self), name)
      if FileStatus.isFile(path), access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  /// Runs a program and waits for its end.
  ///
  /// - Parameters:
  ///   - arguments: All arguments, without the program's name.
  ///   - outputPath: Gets standard output and standard error; standard input is empty.
  static func run(
    _ program: String, arguments: [String], environment: [String: String], outputPath: String
  ) -> Outcome {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return .notStarted("out of memory") }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    var child = pid_t()
    let failure = withCStrings([program] + arguments) { argumentPointers in
      withCStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) { environmentPointers in
        posix_spawn(&child, program, &actions, nil, argumentPointers, environmentPointers)
      }
    }
    if failure != 0 { return .notStarted(String(cString: strerror(failure))) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return .notStarted(String(cString: strerror(errno))) }
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
  }

  /// Calls `body` with a null-terminated array of C strings.
  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}
