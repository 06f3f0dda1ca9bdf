import Diagnostics
import Testing

@testable import ModelProfiles

@Suite struct TemplateSourceTests {
  @Test("a template with one changed character is refused with both hashes")
  func changed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("mistral.json", try EditedProfile.mistral().bytes)
    let original = try PackageFiles.bytes("ModelProfiles/mistral/mistral-7b-instruct-v0.1.jinja")
    try folder.write("mistral-7b-instruct-v0.1.jinja", original)
    let profile = try ModelProfile.open(path)
    #expect(try TemplateSource(of: profile).bytes == original)

    try folder.write("mistral-7b-instruct-v0.1.jinja", original + [UInt8(ascii: "\n")])
    let error = #expect(throws: TrainPackError.self) { try TemplateSource(of: profile) }
    #expect(error?.code == .profileTemplateChanged)
    #expect(error?.details.first == "expected sha256 \(profile.template.sha256)")
    // Asked for by its path, it is whatever it is.
    #expect(try TemplateSource(path: profile.templatePath).bytes.count == original.count + 1)
  }

  @Test("a template that is missing or too large is an error that names the file")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let profile = try ModelProfile.open(try folder.write("mistral.json", try EditedProfile.mistral().bytes))
    let missing = #expect(throws: TrainPackError.self) { try TemplateSource(of: profile) }
    #expect(missing?.code == .profileUnreadable)
    #expect(missing?.location?.source == profile.templatePath)
    var limits = Limits()
    limits.maximumTemplateBytes = 3
    try folder.write("mistral-7b-instruct-v0.1.jinja", "four")
    let large = #expect(throws: TrainPackError.self) { try TemplateSource(of: profile, limits: limits) }
    #expect(large?.code == .limitExceeded)
  }
}
