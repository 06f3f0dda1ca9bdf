import Diagnostics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All model profiles that can be found: those that ship and the user's own.
public struct ProfileRegistry: Sendable {
  /// A profile that cannot be used.
  public struct Rejected: Sendable {
    public var path: String
    public var error: TrainPackError
  }

  /// The profiles, ascending by id.
  public let profiles: [ModelProfile]
  /// The files that hold no usable profile, so that one broken file does not hide the others.
  public let rejected: [Rejected]

  /// Reads all profiles of a home.
  public init(home: TrainPackHome) {
    self.init(folders: home.profileFolders)
  }

  /// Reads all profiles in folders, at any depth: every file `*.json` but `schema.json`.
  ///
  /// - Parameter folders: Earlier ones win where two profiles share a name; one that does not exist holds none.
  public init(folders: [String]) {
    var profiles: [ModelProfile] = []
    var rejected: [Rejected] = []
    var owners: [[UInt8]: ModelProfile] = [:]
    for path in folders.flatMap(Self.profilePaths) {
      do {
        let profile = try ModelProfile.open(path)
        try Self.claimNames(of: profile, in: &owners)
        profiles.append(profile)
      } catch let error as TrainPackError {
        rejected.append(Rejected(path: path, error: error))
      } catch {
        rejected.append(
          Rejected(
            path: path,
            error: TrainPackError(
              .profileUnreadable, "the file cannot be read: \(error)", at: InputLocation(source: path),
              fix: "check the file")))
      }
    }
    self.profiles = profiles.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    self.rejected = rejected
  }

  /// Finds a profile by its id, by an alias (both whatever their case), or by the path of its file.
  ///
  /// - Parameter name: A path when it holds a slash or ends in `.json`.
  /// - Throws: `profile.unknown` with the three nearest names; for a path what `ModelProfile.open` throws; for a file
  ///   that was rejected its own error.
  public func profile(named name: String) throws -> ModelProfile {
    let wanted = Self.folded(name)
    for profile in profiles where Self.names(of: profile).contains(wanted) { return profile }
    let isPath = FilePaths.hasSuffix(name, ".json") || name.utf8.contains(UInt8(ascii: "/"))
    // An alias holds a slash as well, so a name with one is a path only where such a file exists.
    if isPath, FilePaths.hasSuffix(name, ".json") || FileStatus.isFile(name) {
      return try ModelProfile.open(name)
    }
    for file in rejected where Self.folded(FilePaths.name(of: file.path)) == wanted + Array(".json".utf8) {
      throw file.error
    }
    throw unknown(name)
  }

  private func unknown(_ name: String) -> TrainPackError {
    let candidates = profiles.flatMap { [$0.id] + $0.aliases }
    let nearest = NearestNames(to: name, among: candidates, maximumDistance: .max)
    var details = nearest.names.isEmpty ? [] : ["the nearest names are \(nearest.names.joined(separator: ", "))"]
    if !rejected.isEmpty {
      details.append("set aside as not valid: \(rejected.map(\.path).joined(separator: ", "))")
    }
    return TrainPackError(
      .profileUnknown, "there is no model profile \"\(name)\"", details: details,
      fix: "list the profiles with `trainpack profiles list`, or give the path of a profile's JSON file")
  }

  private static func profilePaths(in folder: String) -> [String] {
    // The folder itself may be a link, which is followed by this name only.
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: FilePaths.join(folder, "."))) ?? []
    return
      names
      .filter { FilePaths.hasSuffix($0, ".json") && FilePaths.name(of: $0) != "schema.json" }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { FilePaths.join(folder, $0) }
  }

  private static func claimNames(of profile: ModelProfile, in owners: inout [[UInt8]: ModelProfile]) throws {
    let names = Self.names(of: profile)
    for (name, shown) in zip(names, [profile.id] + profile.aliases) {
      guard let owner = owners[name] else { continue }
      throw TrainPackError(
        .profileDuplicateID, "another profile is already called \"\(shown)\"", at: InputLocation(source: profile.path),
        details: ["the other is \(owner.id) in \(owner.path)"], fix: "give this profile an id and aliases of its own")
    }
    for name in names { owners[name] = profile }
  }

  private static func names(of profile: ModelProfile) -> [[UInt8]] {
    ([profile.id] + profile.aliases).map(folded)
  }

  /// A name with its ASCII letters in lower case.
  private static func folded(_ name: String) -> [UInt8] {
    name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}
