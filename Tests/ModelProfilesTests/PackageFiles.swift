#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files of this checkout, found from the place of this source file.
enum PackageFiles {
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// Real material beside the checkout, which tests use where it is there.
  static let shared = root + "/../shared"

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: root + "/" + path)))
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Says in the output of the tests that a test did nothing, and what is therefore not covered.
  static func skip(_ test: String, missing: String, notCovered: String) {
    print("SKIPPED (no \(missing)): \(test): \(notCovered)")
  }
}
