import Diagnostics
import ShardExport

/// Shows one row of an export as text, with the borders of its examples and what is trained of them.
public struct InspectPipeline: Sendable {
  /// The export's folder.
  public var directory: String
  /// The row's place in its split, counted from 0.
  public var row: Int
  /// The split; `nil` for the first.
  public var split: String?
  /// The profile's name or path; `nil` for the one that the manifest names.
  public var profile: String?
  public var registries: Registries

  public init(
    directory: String, row: Int, split: String? = nil, profile: String? = nil, registries: Registries
  ) {
    self.directory = directory
    self.row = row
    self.split = split
    self.profile = profile
    self.registries = registries
  }

  /// Reads the row, and the model's vocabulary where it holds tokens.
  ///
  /// - Throws: `export.not-an-export`, `export.unreadable`, `inspect.…`; `verify.profile` where the vocabulary that the
  ///   export was made with is not to be had.
  public func run() throws -> InspectOutcome {
    let row = try RowInspector(directory: directory).row(row, ofSplit: split)
    guard case .tokens(let segments) = row.contents else { return InspectOutcome(row: row, stretches: []) }
    let vocabulary = try model(of: row.manifest).scheme.tokenizer.vocabulary
    return InspectOutcome(
      row: row, stretches: try segments.map { try TokenStretch.stretches(of: $0, by: vocabulary) })
  }

  private func model(of manifest: Manifest) throws -> TargetModel {
    let place = InputLocation(source: directory + "/manifest.json")
    let model = try TargetModel(of: manifest, named: profile, in: registries, at: place)
    let stated = manifest.description.tokenizer
    guard model.identity.sum == stated.sum else {
      throw TrainPackError(
        .verifyProfile,
        "the profile \(model.profile.id) has another vocabulary than the export was made with, \(stated.name)",
        at: place,
        fix: "name the profile that the export was made for with --profile PATH")
    }
    return model
  }
}

/// A row of an export, with the text of its tokens.
public struct InspectOutcome: Sendable {
  public var row: InspectedRow
  /// For each example of a row of tokens its stretches; empty for a row of text.
  public var stretches: [[TokenStretch]]
}
