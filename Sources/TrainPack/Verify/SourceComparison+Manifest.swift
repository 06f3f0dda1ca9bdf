import Diagnostics
import ShardExport

/// What the manifest says of the model, the settings, the inputs and the counts, held against what is at hand.
extension SourceComparison {
  func modelFindings(_ model: TargetModel) -> [Finding] {
    let stated = description.tokenizer
    let facts: [(String, String, String, String)] = [
      ("/profile", "profile", description.profile, model.profile.id),
      ("/tokenizer/name", "tokenizer", stated.name, model.identity.name),
      ("/tokenizer/sha256", "tokenizer's sha256", "\(stated.sum)", "\(model.identity.sum)"),
      (
        "/tokenizer/chat_template_sha256", "chat template's sha256", Self.text(stated.chatTemplateSum),
        Self.text(model.identity.chatTemplateSum)
      ),
      ("/tokenizer/vocab_size", "number of ids", "\(manifest.vocabularySize)", "\(model.vocabularySize)"),
      ("/tokenizer/bos_id", "first token's id", Self.text(stated.beginningID), Self.text(model.identity.beginningID)),
      ("/tokenizer/eos_id", "last token's id", Self.text(stated.endID), Self.text(model.identity.endID)),
      ("/tokenizer/pad_id", "padding's id", Self.text(stated.paddingID), Self.text(model.identity.paddingID)),
    ]
    return facts.filter { !$0.2.utf8.elementsEqual($0.3.utf8) }.map { pointer, what, stated, found in
      Finding(
        .verifyModel, .error,
        "the manifest states the \(what) \(stated), and the profile \(model.profile.id) has \(found)",
        places: [InputLocation(source: manifestPlace.source, pointer: pointer)],
        fix: "give the profile that the export was made with (--profile PATH), or export again")
    }
  }

  private static func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "null" }

  /// Compares the settings.
  func settingsFindings(_ pipeline: ExportPipeline) -> [Finding] {
    var findings: [Finding] = []
    for (stated, followed, pointer) in [
      (description.fitting, pipeline.fittingStage, "/fitting"),
      (description.packing, pipeline.packingStage, "/packing"),
    ] where stated != followed {
      findings.append(
        finding(
          .verifySettings, "the manifest's settings contradict each other",
          at: InputLocation(source: manifestPlace.source, pointer: pointer)))
    }
    let sum = pipeline.configurationSum(version: description.generator.version)
    if sum != description.generator.configurationSum
      || !description.generator.name.utf8.elementsEqual(Generator.trainPackName.utf8)
    {
      findings.append(
        finding(
          .verifySettings, "the manifest's settings do not give the sum that it states for them",
          at: InputLocation(source: manifestPlace.source, pointer: "/generator/config_sha256")))
    }
    return findings
  }

  /// Compares the files as they lie on disk; members of archives are compared once they are read.
  func inputFindings(_ inputs: [InputSource]) throws -> [Finding] {
    var findings: [Finding] = []
    for (index, (stated, input)) in zip(description.inputs, inputs).enumerated()
    where !input.isStream && input.member == nil {
      let digest = try FileDigest(ofFileAt: input.path)
      if digest.byteCount != stated.byteCount || digest.sum != stated.sum {
        findings.append(
          inputFinding(
            index, input.path, "has \(digest.byteCount) bytes and the sha256 \(digest.sum)",
            "\(stated.byteCount ?? 0) and \(stated.sum)"))
      }
    }
    return findings
  }

  func inputFinding(_ index: Int, _ path: String, _ found: String, _ stated: String) -> Finding {
    Finding(
      .verifyInput, .error, "\(InputSource(path: path).name) \(found); the manifest states \(stated)",
      places: [InputLocation(source: manifestPlace.source, pointer: "/inputs/\(index)")],
      fix: SourceFinding.nameTheFiles)
  }

  /// Compares what is known of the inputs once they are read: their records, and the sums of streams.
  func streamFindings(_ summary: ReadSummary) -> [Finding] {
    zip(description.inputs, summary.files).enumerated().compactMap { index, pair in
      let (stated, file) = pair
      if let sum = file.streamSum, sum != stated.sum {
        return inputFinding(index, file.path, "has records of the sha256 \(sum)", "\(stated.sum)")
      }
      if let digest = file.digest, digest.byteCount != stated.byteCount || digest.sum != stated.sum {
        return inputFinding(
          index, file.path, "has a member of \(digest.byteCount) bytes and the sha256 \(digest.sum)",
          "\(stated.byteCount ?? 0) and \(stated.sum)")
      }
      if file.recordCount != stated.recordCount {
        return inputFinding(
          index, file.path, "has \(SourceFinding.counted(file.recordCount, "record"))", "\(stated.recordCount)")
      }
      return nil
    }
  }

  /// The split of each input that has one of its own, by the bytes of its name.
  var splitOfSource: [[UInt8]: Int] {
    guard case .files(let splits) = description.splitting else { return [:] }
    var numbers: [[UInt8]: Int] = [:]
    for (input, split) in zip(description.inputs, splits) {
      numbers[Array(input.name.utf8)] = manifest.splits.firstIndex { $0.name.utf8.elementsEqual(split.utf8) }
    }
    return numbers
  }

  /// Compares the categories that the manifest counts.
  func categoryFindings(_ plan: SplitPlan) -> [Finding] {
    guard case .shares(_, _, let stratification, let repeats) = description.splitting else { return [] }
    if repeats != plan.repeats {
      return [
        finding(
          .verifySplits, "the manifest counts other repeats than the source has",
          at: InputLocation(source: manifestPlace.source, pointer: "/splitting/repeats"))
      ]
    }
    if stratification?.categories == plan.categories { return [] }
    return [
      finding(
        .verifySplits, "the manifest counts other categories than the source gives",
        at: InputLocation(source: manifestPlace.source, pointer: "/splitting/categories"))
    ]
  }

  /// Compares what the manifest counts of sources, authors and subjects.
  func fieldFindings(_ fields: [FieldTable]) -> [Finding] {
    if description.fields == fields { return [] }
    return [
      finding(
        .verifyFields, "the manifest counts other values of fields than the source has",
        at: InputLocation(source: manifestPlace.source, pointer: "/fields"))
    ]
  }

  /// Compares the layouts that make conversations of the records.
  func layoutFindings(_ summary: ReadSummary) -> [Finding] {
    // A layout's file may stand elsewhere now.
    if description.recordLayouts.map(\.sum) == summary.layouts.map(\.sum) { return [] }
    return [
      finding(
        .verifySettings, "the manifest names other record layouts than the records are read with",
        at: InputLocation(source: manifestPlace.source, pointer: "/record_layouts"))
    ]
  }

  func countFindings(_ counts: RecordCounts) -> [Finding] {
    let stated = description.counts
    return [
      ("read", stated.read, counts.read), ("exported", stated.exported, counts.exported),
      ("trimmed", stated.trimmed, counts.trimmed), ("split", stated.split, counts.split),
      ("split_examples", stated.splitExamples, counts.splitExamples), ("dropped", stated.dropped, counts.dropped),
    ].filter { $0.1 != $0.2 }.map { name, stated, found in
      finding(
        .verifySource, "the manifest states \(stated) records \(name), and the source gives \(found)",
        at: InputLocation(source: manifestPlace.source, pointer: "/counts/\(name)"))
    }
  }
}
