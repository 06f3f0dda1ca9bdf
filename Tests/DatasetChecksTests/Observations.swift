import Diagnostics
import Prompting
import TestSupport

@testable import DatasetChecks

/// Observations for tests.
enum Observations {
  static let settings = CheckSettings(
    contextLength: 512, reserve: 12, data: ["my data.jsonl"], profile: "mistral-7b-instruct-v0.3",
    beginningToken: "<s>")

  static func location(_ line: Int) -> InputLocation {
    InputLocation(source: "my data.jsonl", line: line, recordID: "r-\(line)")
  }

  /// A record that no check has anything to say about.
  static func good(_ line: Int, _ change: (inout RecordObservation) -> Void = { _ in }) -> RecordObservation {
    var observation = RecordObservation(location: location(line), tokenCount: 300, lossTokenCount: 90)
    observation.outputTokenCount = 80
    observation.leadingBOSCount = 1
    observation.hashes = .init(exact: UInt128(line), folded: UInt128(line))
    observation.answer = .init(letter: [UInt8(0x41 + line % 4)], optionCount: 4, agreement: .agrees)
    change(&observation)
    return observation
  }

  static func report(_ observations: [RecordObservation], settings: CheckSettings = settings) -> CheckReport {
    var suite = CheckSuite(settings: settings)
    for observation in observations { suite.observe(observation) }
    return suite.report()
  }

  /// An observation in which anything may be wrong.
  static func random(_ line: Int, using generator: inout SeededGenerator) -> RecordObservation {
    func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
    var observation = RecordObservation(
      location: InputLocation(
        source: "part-\(line / 40).jsonl", line: chance(80) ? line : nil, byteOffset: chance(50) ? line * 100 : nil),
      tokenCount: Int.random(in: 1...700, using: &generator),
      lossTokenCount: Int.random(in: 0...90, using: &generator))
    observation.lossTokensBeyondContext = chance(10) ? observation.lossTokenCount : 0
    observation.outputTokenCount = chance(90) ? Int.random(in: 1...60, using: &generator) : nil
    observation.leadingBOSCount = Int.random(in: 0...3, using: &generator)
    observation.untrainedTurnEndCount = chance(10) ? 2 : 0
    observation.controlTokens = chance(20) ? [Array("<|\(line % 9)|>".utf8), Array("<s>".utf8)] : []
    observation.markers = chance(20) ? [Array("<think>".utf8)] : []
    observation.hashes =
      chance(90)
      ? .init(
        exact: UInt128(Int.random(in: 0...60, using: &generator)),
        folded: UInt128(Int.random(in: 0...30, using: &generator))) : nil
    observation.answer =
      chance(80)
      ? .init(
        letter: [UInt8(0x41 + (chance(70) ? 0 : line % 4))], optionCount: 4, agreement: chance(20) ? .differs : .agrees)
      : nil
    if chance(20) { observation.contentChanges.append(.init(.dropped, role: .system, message: 0)) }
    if chance(10) { observation.contentChanges.append(.init(.repeated, role: .user, message: 1)) }
    if chance(30) { observation.systemPrompt = .inserted }
    observation.losesTools = chance(5)
    observation.isPlainText = chance(20)
    observation.canBeShortened = chance(80)
    observation.rejectedTokenCount = chance(30) ? Int.random(in: 1...700, using: &generator) : nil
    return observation
  }
}
