import StrictJSON

/// An export as a trainer's lines name it.
struct TrainedExport {
  let manifest: Manifest
  /// The folder, as the lines are to name it.
  let directory: String
  /// What is trained on: the split `train`, or the largest of those that are not named for evaluation.
  let training: SplitDescription
  /// What is evaluated on, where there are several splits.
  let evaluation: SplitDescription?

  /// `nil` for a manifest without a split, which none of an export is.
  init?(manifest: Manifest, directory: String) {
    let unnamed = manifest.splits.filter { !Self.evaluationNames.contains($0.name) }
    guard
      let training = manifest.splits.first(where: { $0.name == "train" }) ?? Self.largest(of: unnamed)
        ?? Self.largest(of: manifest.splits)
    else { return nil }
    self.manifest = manifest
    self.directory = directory
    self.training = training
    let others = manifest.splits.filter { $0.name != training.name }
    evaluation =
      Self.evaluationNames.lazy.compactMap { name in others.first { $0.name == name } }.first ?? others.first
  }

  /// The usual names of splits that are not trained on, the one that an evaluation while training takes first.
  private static let evaluationNames = ["validation", "valid", "val", "dev", "eval", "evaluation", "holdout", "test"]

  /// The split with the most examples, the first of equal ones.
  private static func largest(of splits: [SplitDescription]) -> SplitDescription? {
    splits.max { $0.counts.segments < $1.counts.segments }
  }

  var contextLength: Int { manifest.contextLength }

  /// The keys of the messages.
  var keys: MessageKeys { manifest.rowSchema.messageKeys ?? MessageKeys() }

  /// The folder as a string of JSON, which YAML reads as well.
  var folder: String { Self.quoted(directory) }

  /// The shards of a split, each as a string of JSON.
  func files(of split: SplitDescription) -> [String] { split.shards.map { Self.quoted("\(directory)/\($0.path)") } }

  /// The shards of a split as words of a shell.
  func pattern(of split: SplitDescription) -> String {
    LoaderLine.shellLiteral("\(directory)/\(ExportFileName.dataDirectory)/\(split.name)-")
      + "*\(manifest.form.fileExtension)"
  }

  /// The code that gives the rows, with further imports below its first line, and code behind it.
  func loading(importing imports: String, then code: String) -> String {
    guard let shard = training.shards.first else { return code }
    let place = LoaderPlace(manifest: manifest, directory: directory, split: training, shard: shard)
    var lines = (place.loading.first?.code ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    if !imports.isEmpty { lines.insert(imports[...], at: 1) }
    return lines.joined(separator: "\n") + "\n" + code
  }

  static func quoted(_ text: String) -> String {
    String(decoding: JSONWriter.bytes(of: .text(text)), as: UTF8.self)
  }
}
