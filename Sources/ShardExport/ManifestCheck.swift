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
    guard manifest.extraFiles.map(\.path) == manifest.extraPaths(manifest.wids) else {
      return "the extra files are not \(manifest.extraPaths(manifest.wids).joined(separator: ", "))"
    }
    if manifest.wids == .written, (try? WidsIndex.check(manifest.form)) == nil {
      return "there are indexes for `wids`, which does not read such shards"
    }
    if let error = shardingError { return error.message }
    guard !manifest.splits.isEmpty, Set(manifest.splits.map(\.name)).count == manifest.splits.count else {
      return "there is no split, or two have one name"
    }
    return manifest.splits.lazy.compactMap(obstacle).first
  }

  private var shardingError: TrainPackError? {
    do { try manifest.sharding.validate() } catch let error as TrainPackError { return error } catch { return nil }
    return nil
  }

  private func obstacle(in split: SplitDescription) -> String? {
    guard SplitName.isUsable(split.name) else { return "\"\(split.name)\" cannot name a split" }
    guard (1...ShardName.maximumShardCount).contains(split.shards.count) else {
      return "the split \(split.name) has \(split.shards.count) shards"
    }
    for (index, shard) in split.shards.enumerated() {
      let name = ShardName(split: split.name, index: index, shardCount: split.shards.count)
      let path = name.path(manifest.form)
      guard shard.path == path else {
        return "the shard \(index) of \(split.name) is named \"\(shard.path)\" rather than \"\(path)\""
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
      if !split.shards.count.isMultiple(of: manifest.sharding.multiple) {
        found.append(
          "the split \(split.name) has \(split.shards.count) shards, which is no multiple of "
            + "\(manifest.sharding.multiple)")
      }
      let contentByteCount = split.shards.reduce(0) { $0.addingClamped($1.contentByteCount) }
      if contentByteCount != split.contentByteCount {
        found.append(
          "the rows of the shards of \(split.name) have \(contentByteCount) bytes, but those of the split are said to "
            + "have \(split.contentByteCount)")
      }
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
    found += splittingContradictions
    found += manifest.description.fields.compactMap { $0.contradiction(manifest.splits.map(\.counts.segments)) }
    let description = manifest.description
    if let contradiction = description.counts.contradiction(
      segmentCount: manifest.totals.segments, inputs: description.inputs)
    {
      found.append(contradiction)
    }
    return found
  }
}

extension ManifestCheck {
  private var splittingContradictions: [String] {
    let names = manifest.splits.map(\.name)
    switch manifest.description.splitting {
    case .none: return names.count == 1 ? [] : ["there are several splits, and nothing says how they were made"]
    case .files(let inputs):
      guard inputs.count == manifest.description.inputs.count, Set(inputs) == Set(names) else {
        return ["the splits are not those of the inputs"]
      }
      return []
    case .shares(let shares, _, let stratification, let repeats):
      guard shares.map(\.name) == names else { return ["the splits are not those of the shares"] }
      guard repeats.examples >= 0, repeats.examples <= manifest.totals.segments,
        repeats.groups >= 0, repeats.groups <= repeats.examples / 2,
        repeats.examples == 0 || repeats.groups > 0
      else { return ["\(repeats.examples) examples cannot repeat one another in \(repeats.groups) groups"] }
      guard let categories = stratification?.categories else { return [] }
      return manifest.splits.enumerated().compactMap { index, split in
        let counts = categories.map { $0.counts.indices.contains(index) ? $0.counts[index] : -1 }
        let sum = counts.reduce(0) { $0.addingClamped($1) }
        if sum == split.counts.segments, counts.allSatisfy({ $0 >= 0 }) { return nil }
        return "the categories of \(split.name) have \(sum) examples, but the split is said to have "
          + "\(split.counts.segments)"
      }
    }
  }
}

extension RowCounts {
  /// The counts as a sentence names them.
  var words: String { "\(rows) rows, \(segments) segments, \(tokens) tokens and \(lossTokens) trained tokens" }
}
