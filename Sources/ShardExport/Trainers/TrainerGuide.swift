/// How a trainer is told of an export: its lines, and what goes wrong without a word.
public struct TrainerGuide: Hashable, Sendable {
  /// Code and configuration, what comes first at the beginning.
  public var lines: [LoaderLine]
  /// What to know, one line each.
  public var traps: [String]

  /// The guide for the trainer that an export was made for; `nil` where it was made for none.
  ///
  /// - Parameters:
  ///   - manifest: The export's manifest.
  ///   - directory: The export's folder, as the lines are to name it.
  public init?(for manifest: Manifest, directory: String) {
    guard let trainer = manifest.trainer, let export = TrainedExport(manifest: manifest, directory: directory) else {
      return nil
    }
    self =
      switch trainer {
      case .trl: .trl(export)
      case .transformers: .transformers(export)
      case .axolotl: .axolotl(export)
      case .llamaFactory: .llamaFactory(export)
      case .msSwift: .msSwift(export)
      case .torchtune: .torchtune(export)
      case .nemo: .nemo(export)
      case .mlxLM: .mlxLM(export)
      case .unsloth: .unsloth(export)
      }
    traps += trainer.misreadings(of: export.keys).map { "Of these messages \($0)." }
  }

  init(_ lines: [LoaderLine], traps: [String]) {
    self.lines = lines
    self.traps = traps
  }

  /// What holds for every trainer that renders conversations itself.
  static func rendering(_ export: TrainedExport, by template: String) -> String {
    "The conversations are rendered by \(template): the counts above hold where it is the one of "
      + "`\(export.manifest.description.profile)`."
  }
}
