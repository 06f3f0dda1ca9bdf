import Testing

@testable import ShardExport

@Suite("Acceptance by the consumers of an export")
struct AcceptanceTests {
  @Test(
    "datasets, tar and the Hub's card reader take every row of an export, and its twin has the same bytes",
    arguments: [RowSchema.PositionIDs.omitted, .written])
  func accepted(positionIDs: RowSchema.PositionIDs) throws {
    guard let python = Oracle.python, let script = Oracle.acceptance else {
      print(
        "SKIPPED (no ../shared): AcceptanceTests.accepted: exports are not read by datasets, tar and huggingface_hub")
      return
    }
    let folder = TemporaryFolder()
    var export = SyntheticExport(seed: 7)
    export.positionIDs = positionIDs
    if positionIDs == .written { export.splitNames = ["train", "validation"] }
    export.card.tags = ["no", "a: b # c", "'quoted'"]
    export.card.prettyName = "yes: \"rows\" of 'é' # 漢字"
    try export.write(to: folder.path("out"))
    try export.write(to: folder.path("twin"))
    let (code, output) = try Oracle.run(
      python: python, script: script, [folder.path("out"), "--twin", folder.path("twin")])
    #expect(code == 0, "\(output)")
    #expect(output.split(separator: "\n").last?.hasSuffix(" 0 failed") == true, "\(output)")
  }

  @Test("every line that loads rows runs as it is printed and gives every row")
  func loaderLinesRun() throws {
    guard let python = Oracle.python else {
      print("SKIPPED (no oracle Python): AcceptanceTests.loaderLinesRun: the printed loader lines are not run")
      return
    }
    let folder = TemporaryFolder()
    // No backslash: `datasets` takes it for a slash when it streams.
    let directory = folder.path("out \"it's\" é")
    let manifest = try SyntheticExport(seed: 8).write(to: directory)
    let lines = LoaderLine.all(for: manifest, directory: directory).filter { $0.code.contains("rows = ") }
    #expect(lines.count == 3)
    for (index, line) in lines.enumerated() {
      let script = """
        import os
        os.environ.update(HF_HUB_OFFLINE="1", HF_HOME="\(folder.path("cache\(index)"))", TQDM_DISABLE="1")
        \(line.code)
        rows = list(rows)
        assert len(rows) == \(manifest.totals.rows), len(rows)
        assert list(rows[0]) == ["input_ids", "labels", "seq_lengths"], rows[0]
        assert sum(len(row["input_ids"]) for row in rows) == \(manifest.totals.tokens)
        """
      try folder.write(Array(script.utf8), to: "load\(index).py")
      let (code, output) = try Oracle.run(python: python, script: folder.path("load\(index).py"), [])
      #expect(code == 0, "\(line.purpose): \(output)")
    }
    let shell = try #require(LoaderLine.all(for: manifest, directory: directory).last)
    let command = shell.code.split(separator: " | ")[0] + " | wc -l"
    let (code, output) = try Oracle.run("/bin/sh", ["-c", String(command)])
    #expect(code == 0 && output.contains("\(manifest.splits[0].shards[0].counts.rows)"), "\(command): \(output)")
  }
}
