#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What this process can say of where it runs, given as a value so that tests can say otherwise.
public struct ProcessSurroundings: Hashable, Sendable {
  public var environment: [String: String]
  /// The executable's own path, links resolved; `nil` when it is not known.
  public var executablePath: String?
  /// The checkout that this code was built in.
  public var checkout: String

  public init(environment: [String: String], executablePath: String?, checkout: String) {
    self.environment = environment
    self.executablePath = executablePath
    self.checkout = checkout
  }

  /// The surroundings of this process.
  public static func current() -> ProcessSurroundings {
    ProcessSurroundings(
      environment: ProcessInfo.processInfo.environment, executablePath: ownExecutablePath(), checkout: ownCheckout)
  }

  private static func ownExecutablePath() -> String? {
    #if os(Linux)
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    #else
      Bundle.main.executablePath.map { URL(filePath: $0).resolvingSymlinksInPath().path }
    #endif
  }

  /// `Sources/ModelProfiles/Home/` and this file's name, taken off.
  private static let ownCheckout: String = {
    var folder = #filePath
    for _ in 0..<4 { folder = FilePaths.folder(of: folder) }
    return folder
  }()
}
