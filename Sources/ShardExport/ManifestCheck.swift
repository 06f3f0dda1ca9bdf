import Diagnostics

/// What a manifest alone must satisfy, before any file is looked at.
struct ManifestCheck {
  let manifest: Manifest

  /// The first thing that makes the manifest useless for proving anything else, in words; `nil` when there is none.
  ///
  /// Above all, the paths that it names are those of an export: none leads out of the folder.
  var obstacle: String? {
    guard (1...ExportOptions.maximumContextLength).contains(manifest.contextLength) else {
      return "the context length of \(manifest.contextLength) is out of range"
    }
    guard (1...(Int(Int32.max) + 1)).contains(manifest.vocabularySize) else {
      return "the vocabulary size of \(manifest.vocabularySize) is out of range"
    }
    guard manifest.extraFiles.map(\.path) == [ExportFileName.ledger, ExportFileName.segments] else {
      return "the extra files are not \(ExportFileName.ledger) and \(ExportFileName.segments)"
    }
    guard !manifest.splits.isEmpty, Set(manifest.splits.map(\.name)).count == manifest.splits.count else {
      return "there is no split, or two have one name"
    }
    return manifest.splits.lazy.compactMap(obstacle).first
  }

  private func obstacle(in split: SplitDescription) -> String? {
    guard SplitName.isUsable(split.name) else { return "\"\(split.name)\" cannot name a split" }
    guard (1...ShardName.maximumShardCount).contains(split.shards.count) else {
      return "the split \(split.name) has \(split.shards.count) shards"
    }
    for (index, shard) in split.shards.enumerated() {
      let name = ShardName(split: split.name, index: index, shardCount: split.shards.count)
      guard shard.path == name.path(manifest.layout) else {
        return
          "the shard \(index) of \(split.name) is named \"\(shard.path)\" rather than \"\(name.path(manifest.layout))\""
      }
    }
    return nil
  }

  /// All counts that contradict each other, in words.
  var contradictions: [String] {
    var found: [String] = []
    var totals = RowCounts()
    for split in manifest.splits {
      var counts = RowCounts()
      for shard in split.shards {
        if shard.counts.rows < 1 { found.append("the shard \(shard.path) is said to have \(shard.counts.rows) rows") }
        counts += shard.counts
      }
      if counts != split.counts {
        found.append(
          "the shards of \(split.name) hold \(counts.words), but the split is said to hold \(split.counts.words)")
      }
      totals += split.counts
    }
    if totals != manifest.totals {
      found.append("the splits hold \(totals.words), but the totals say \(manifest.totals.words)")
    }
    let description = manifest.description
    if let contradiction = description.counts.contradiction(
      segmentCount: manifest.totals.segments, inputs: description.inputs)
    {
      found.append(contradiction)
    }
    return found
  }
}

extension RowCounts {
  /// The counts as a sentence names them.
  var words: String { "\(rows) rows, \(segments) segments, \(tokens) tokens and \(lossTokens) trained tokens" }
}
