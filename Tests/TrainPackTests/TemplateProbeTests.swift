import ContextFitting
import ModelProfiles
import SequencePacking
import Testing

@testable import TrainPack

@Suite("Self-test of a profile's template")
struct TemplateProbeTests {
  private func failures(_ name: String, _ change: (inout TemplateDescription) -> Void) throws -> [String] {
    let registries = try Registries(home: PipelineFixture.root)
    var profile = try registries.profiles.profile(named: name)
    change(&profile.template)
    return try TargetModel(profile: profile, in: registries).selfTest().filter { !$0.passed }.map(\.name)
  }

  @Test("the profiles that ship pass", arguments: PipelineFixture.profiles)
  func shipped(name: String) throws {
    #expect(try failures(name) { _ in } == [])
  }

  @Test("what a profile says against its template is found")
  func contradictions() throws {
    let mistral = "mistral-7b-instruct-v0.3"
    #expect(try failures(mistral) { $0.emitsBOS = false } == ["template.emitsBOS"])
    #expect(try failures(mistral) { $0.hasGeneration = true } == ["template.hasGeneration"])
    #expect(try failures(mistral) { $0.turnEnd = [Array("<|im_end|>".utf8)] } == ["template.turnEnd"])
    #expect(try failures(mistral) { $0.system = .reject } == ["template.system"])
    #expect(try failures(mistral) { $0.system = .native } == ["template.system"])
    #expect(try failures("generic-chatml") { $0.system = .fold } == ["template.system"])
    #expect(try failures("generic-chatml") { $0.defaultSystem = "Other." } == ["template.defaultSystem"])
    #expect(try failures("generic-chatml") { $0.tools = true } == ["template.tools"])
    #expect(try failures("mistral-7b-instruct-v0.1") { $0.system = .native } == ["template.system"])
    #expect(try failures("mistral-7b-instruct-v0.1") { $0.alternation = .free } == ["template.alternation"])
    #expect(try failures("qwen2.5-7b-instruct") { $0.defaultSystem = nil } == ["template.defaultSystem"])
    #expect(try failures("qwen2.5-7b-instruct") { $0.defaultSystem = "Other." } == ["template.defaultSystem"])
  }

  @Test("what can be checked can be packed: one bound of the context length")
  func contextBound() {
    #expect(ContextBudget.maximumContextLength == SequencePacker.maximumContextLength)
  }
}
