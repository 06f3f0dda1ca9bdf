import Archives
import Diagnostics
import ModelProfiles
import Reports
import Tokenization

/// Whether this machine is ready: the folders, the vocabularies, and each profile's samples.
public struct Doctor: Sendable {
  /// One thing that was looked at.
  public struct Examination: Hashable, Sendable {
    public var subject: String
    public var isFine: Bool
    public var detail: String
  }

  public let examinations: [Examination]

  public var isFine: Bool { examinations.allSatisfy(\.isFine) }

  /// - Throws: `home.not-found`, when there is nothing to look at.
  public init(registries: Registries) {
    var found: [Examination] = []
    let home = registries.home
    found.append(Examination(subject: "home", isFine: true, detail: "\(home.folder) (\(home.origin.rawValue))"))
    found.append(
      Examination(
        subject: "user's data", isFine: true, detail: home.userFolder ?? "none: neither XDG_DATA_HOME nor HOME is set"))
    found.append(
      Examination(
        subject: "libarchive", isFine: true,
        detail: ArchiveLibrary.version.split(separator: " ").prefix(2).joined(separator: " ")))
    found.append(Examination(subject: "libpcre2", isFine: true, detail: RegexLibrary.version))
    for file in registries.profiles.rejected {
      found.append(Examination(subject: "profile \(file.path)", isFine: false, detail: file.error.message))
    }
    for profile in registries.profiles.profiles { found.append(Self.examine(profile, registries)) }
    for listing in registries.vocabularies.list() where listing.path != nil {
      found.append(Self.examine(listing.entry, registries))
    }
    examinations = found
  }

  private static func examine(_ profile: ModelProfile, _ registries: Registries) -> Examination {
    let subject = "profile \(profile.id)"
    do {
      let results = try TargetModel(profile: profile, in: registries).selfTest()
      if let failure = results.first(where: { !$0.passed }) {
        return Examination(
          subject: subject, isFine: false, detail: "\(failure.name): \(failure.difference ?? "")")
      }
      return Examination(subject: subject, isFine: true, detail: "\(results.count) tests passed")
    } catch let error as TrainPackError where error.code == .vocabularyNotInstalled {
      // A licence keeps some vocabularies from being shipped; a machine without them is not broken.
      return Examination(subject: subject, isFine: true, detail: "not used yet: " + message(of: error))
    } catch {
      return Examination(subject: subject, isFine: false, detail: message(of: error))
    }
  }

  private static func examine(_ entry: VocabularyEntry, _ registries: Registries) -> Examination {
    do {
      let file = try registries.vocabularies.file(named: entry.name)
      // A file of the user's own is held against no publisher's sha256, so it is looked into.
      let isOwn = entry.source == nil
      if isOwn { _ = try VocabularyFile(path: file.path, bytes: file.bytes).selfTest() }
      return Examination(
        subject: "vocabulary \(entry.name)", isFine: true,
        detail: (isOwn ? "sha256 as it was added, and loads: " : "sha256 as listed: ") + file.path)
    } catch {
      return Examination(subject: "vocabulary \(entry.name)", isFine: false, detail: message(of: error))
    }
  }

  private static func message(of error: any Error) -> String {
    guard let error = error as? TrainPackError else { return "\(error)" }
    return "\(error.message); \(error.fix)"
  }

  /// What was found, for people and programs.
  public var report: Report {
    Report(
      name: "doctor", title: isFine ? "ready" : "not ready",
      sections: [
        ReportSection(
          "This machine",
          [
            .table(
              ReportTable(
                "examinations",
                columns: [.init("subject", "what"), .init("fine", "fine"), .init("detail", "detail")],
                rows: examinations.map { [.text($0.subject), .flag($0.isFine ? .yes : .no), .text($0.detail)] }))
          ])
      ])
  }
}
