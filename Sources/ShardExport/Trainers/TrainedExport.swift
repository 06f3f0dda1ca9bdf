import StrictJSON

/// An export as a trainer's lines name it.
struct TrainedExport {
  let manifest: Manifest
  /// The folder, as the lines are to name it.
  let directory: String
  /// What is trained on: the split `train`, or the first.
  let training: SplitDescription
  /// What is evaluated on, where there are several splits.
  let evaluation: SplitDescription?

  /// `nil` for a manifest without a split, which none of an export is.
  init?(manifest: Manifest, directory: String) {
    guard let training = Self.split(among: ["train"], of: manifest) ?? manifest.splits.first else { return nil }
    self.manifest = manifest
    self.directory = directory
    self.training = training
    let others = manifest.splits.filter { $0.name != training.name }
    evaluation = Self.split(among: ["validation", "valid", "dev", "eval", "test"], of: manifest) ?? others.first
  }

  private static func split(among names: [String], of manifest: Manifest) -> SplitDescription? {
    names.lazy.compactMap { name in manifest.splits.first { $0.name == name } }.first
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
