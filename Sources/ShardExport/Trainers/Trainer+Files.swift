import Diagnostics

/// Which files a trainer can read.
extension Trainer {
  /// How it comes to the files of an export.
  private enum Access {
    /// Through any code that gives a dataset.
    case dataset
    /// Through `load_dataset` of the folder, whose columns it must find as they are.
    case folder
    /// The same with a version of `datasets` that may not know JSONL in tar.
    case folderWithoutArchives
    /// As files, of which the name must end in .jsonl.
    case files
  }

  private var access: Access {
    switch self {
    case .trl, .transformers, .unsloth: .dataset
    case .axolotl, .torchtune, .mlxLM: .folder
    case .llamaFactory: .folderWithoutArchives
    case .msSwift, .nemo: .files
    }
  }

  /// Why it cannot read files of a form; `nil` where it can.
  ///
  /// Source: beside what is named in `refusal(of:)` for rows: LLaMA-Factory takes `datasets` from 2.16 to 4.0, and JSONL in
  /// tar is read from 3.5 on.
  func refusal(of layout: ShardLayout, _ compression: ShardCompression) -> TrainerRefusal? {
    let reason: String
    switch (access, layout, compression) {
    case (.dataset, _, _), (.folder, .jsonl, _), (.folder, .jsonlTar, _), (.folderWithoutArchives, .jsonl, _),
      (.files, .jsonl, .none):
      return nil
    case (.folder, .webdataset, _), (.folderWithoutArchives, .webdataset, _):
      reason = "it loads the folder by its name, and the rows then stand in one column, `json`"
    case (.folderWithoutArchives, .jsonlTar, _):
      reason = "versions of `datasets` that it allows take a JSONL file in a tar for one row of bytes"
    case (.files, .jsonl, _): reason = "it reads files whose names end in .jsonl, as they are"
    case (.files, _, _): reason = "it reads JSONL files, and no archives"
    }
    let isCompression = layout == .jsonl
    return TrainerRefusal(
      code: .exportTrainerFiles,
      option: isCompression ? "--compression \(compression.rawValue)" : "--layout \(layout.rawValue)", trainer: self,
      reason: reason,
      fix: isCompression ? "use --compression none" : "use --layout jsonl, or leave --layout out")
  }
}
