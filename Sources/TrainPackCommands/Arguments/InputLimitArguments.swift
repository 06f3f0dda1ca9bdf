import ArgumentParser
import Diagnostics
import TrainPack

/// How much an input may ask for.
struct InputLimitArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The largest record, in bytes (default: 16777216).", valueName: "bytes"))
  var maximumRecordBytes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most bytes that one compressed file may unpack to (default: 64 GiB).", valueName: "bytes"))
  var maximumDecompressedBytes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The highest ratio of unpacked to packed bytes past 1 MiB (default: 1000).", valueName: "ratio"))
  var maximumCompressionRatio: Int?

  func validate() throws {
    let limits = [
      ("--maximum-record-bytes", maximumRecordBytes), ("--maximum-decompressed-bytes", maximumDecompressedBytes),
      ("--maximum-compression-ratio", maximumCompressionRatio),
    ]
    for case (let flag, let value?) in limits where value < 1 {
      throw ValidationError("\(flag) takes a number from 1 on, not \(value)")
    }
  }

  var limits: Limits {
    var limits = Limits()
    if let maximumRecordBytes { limits.maximumRecordBytes = maximumRecordBytes }
    if let maximumDecompressedBytes { limits.maximumDecompressedBytes = maximumDecompressedBytes }
    if let maximumCompressionRatio { limits.maximumCompressionRatio = maximumCompressionRatio }
    return limits
  }
}
