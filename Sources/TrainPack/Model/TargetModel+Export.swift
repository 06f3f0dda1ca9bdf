import Diagnostics
import ShardExport

extension TargetModel {
  /// The model that an export was made for.
  ///
  /// - Parameters:
  ///   - profile: The profile's name or path; `nil` for the one that the manifest names.
  ///   - place: Where the manifest stands.
  /// - Throws: `verify.profile` where the manifest's own profile is not to be had; what loading another throws.
  init(of manifest: Manifest, named profile: String?, in registries: Registries, at place: InputLocation) throws {
    let stated = manifest.description.profile
    do {
      try self.init(named: profile ?? stated, in: registries)
    } catch let error as TrainPackError where profile == nil {
      throw TrainPackError(
        .verifyProfile, "the export was made for the profile \(stated), which is not to be had", at: place,
        details: [error.message] + error.details + ["fix: \(error.fix)"],
        fix: "name the profile's file with --profile PATH; `trainpack profiles list` shows what is known here")
    }
  }
}
