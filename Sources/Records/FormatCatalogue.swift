import Diagnostics
import StrictJSON

/// The dataset formats that there are: found by name, or recognised from records.
public struct FormatCatalogue: Sendable {
  public let formats: [any DatasetFormat]

  /// The formats that TrainPack reads.
  ///
  /// - Throws: `records.invalid-layout`, never with the layouts that TrainPack brings.
  public static func standard() throws -> FormatCatalogue {
    FormatCatalogue([MessagesFormat(), AlpacaFormat(), try MedQAFormat()])
  }

  public init(_ formats: [any DatasetFormat]) {
    self.formats = formats
  }

  public var names: [String] { formats.map(\.name) }

  /// The format that `--input-format` names.
  ///
  /// - Throws: `records.unknown-format-name`, with the nearest names.
  public func format(named name: String) throws -> any DatasetFormat {
    if let format = formats.first(where: { Array($0.name.utf8) == Array(name.utf8) }) { return format }
    throw TrainPackError(
      .recordsUnknownFormatName, "there is no dataset format \"\(name)\"",
      details: ["formats: \(names.joined(separator: ", "))"],
      fix: NearestNames(to: name, among: names).question
        ?? "name one of the formats, or leave the option out to have the format recognised")
  }

  /// How many records are looked at to recognise a format.
  public static let sampleCount = 100

  /// The format of the first records of `batch`.
  ///
  /// Of the first 100 records those count that are JSON objects. The format is the one that at least half of them fit,
  /// when no record fits another one; a record that does not fit is then an error of its own, with its place.
  ///
  /// - Throws: `records.unknown-format` and `records.ambiguous-format`, saying what each format missed; the first record's
  ///   own error when no record can be read.
  public func recogniseFormat(in batch: RecordBatch, limits: Limits = Limits()) throws -> any DatasetFormat {
    let reader = JSONReader(limits: limits)
    var objects: [JSONValue] = []
    var firstError: (any Error)?
    for record in batch.records.prefix(Self.sampleCount) {
      do { objects.append(try reader.readObject(record).root) } catch { firstError = firstError ?? error }
    }
    guard let first = objects.first, let record = batch.records.first else {
      throw firstError
        ?? TrainPackError(.recordsNoRecords, "there is no record to recognise a format from", fix: "check the input")
    }
    let counts = formats.map { format in objects.count { format.recognises($0) } }
    let fitting = formats.indices.filter { counts[$0] > 0 }
    if fitting.count == 1, let index = fitting.first, counts[index] * 2 >= objects.count { return formats[index] }
    throw failure(
      counts: counts, objects: objects, at: InputLocation(source: record.location.source, line: first.location.line))
  }

  private func failure(counts: [Int], objects: [JSONValue], at location: InputLocation) -> TrainPackError {
    let fitting = zip(formats, counts).filter { $0.1 > 0 }.map(\.0.name)
    let details = zip(formats, counts).map { format, count in
      var line = "\(format.name) (\(format.summary)): fits \(count) of \(objects.count)"
      if let misfit = objects.first(where: { !format.recognises($0) }) {
        let unmet = format.unmet(by: misfit).joined(separator: ", ")
        line += "; line \(misfit.location.line ?? 0) has \(unmet)"
      }
      return line
    }
    if fitting.count > 1 {
      return TrainPackError(
        .recordsAmbiguousFormat, "the first records fit more than one format: \(fitting.joined(separator: ", "))",
        at: location, details: details, fix: "name the one that is meant with --input-format \(fitting[0])")
    }
    return TrainPackError(
      .recordsUnknownFormat, "the format of the first records is not recognised", at: location, details: details,
      fix: "rename the fields to those of a format"
        + (fitting.first.map { ", or name it with --input-format \($0) to see what is wrong in each record" } ?? ""))
  }
}
