import Testing

@testable import SizeHints

@Suite("Size hints")
struct SizeHintTests {
  static let all = TuningGoal.allCases.flatMap { goal in
    TuningMethod.allCases.map { SizeHint(goal: goal, method: $0) }
  }

  @Test("every number of every band is a number of the evidence that the band cites")
  func traceable() {
    for band in Self.all.flatMap(\.bands) {
      #expect(!band.evidence.isEmpty && !band.rule.isEmpty)
      for number in [band.examples.lowerBound, band.examples.upperBound] {
        let citing = band.evidence.filter { $0.numbers.contains(number) }
        #expect(!citing.isEmpty, "\(band.name) \(number)")
        // Only the upper end for a style is TrainPack's own choice.
        let isChosen = citing.allSatisfy { $0.confidence == .chosen }
        #expect(!isChosen || number == 500, "\(band.name) \(number)")
      }
    }
  }

  @Test("the numbers in the words of a rule are numbers of its evidence too")
  func ruleWords() {
    for band in Self.all.flatMap(\.bands) {
      for match in band.rule.matches(of: /[0-9][0-9,]*/) {
        let number = Int(match.output.filter(\.isNumber))
        // The style's rule names a number that only evidence for full fine-tuning or any method gives.
        #expect(band.evidence.contains { $0.numbers.contains(number ?? -1) }, "\(band.rule)")
      }
    }
  }

  @Test("no rule of pretraining gives a number: Chinchilla's is shown as not applied, and cited by nothing")
  func pretraining() {
    #expect(Evidence.chinchilla.use != .rules)
    for hint in Self.all { #expect(!hint.evidence.contains(.chinchilla)) }
    for hint in Self.all { #expect(hint.evidence.allSatisfy { $0.use == .rules }) }
    // 20 tokens a parameter would be 140 billion tokens for a model of 7B: no band depends on the size at all.
    for hint in Self.all { #expect(hint.bands.allSatisfy { $0.examples.upperBound <= 50_000 }) }
  }

  @Test("no exponent of a scaling law is stated")
  func noExponents() {
    for law in [Evidence.tuningLaw, .rectifiedLaw] {
      #expect(law.numbers.isEmpty && law.use != .rules)
      #expect(!law.statement.contains("0."))
    }
  }

  @Test("the evidence is listed once each, with its source")
  func table() {
    #expect(Set(Evidence.all.map(\.id)).count == Evidence.all.count)
    for evidence in Evidence.all {
      #expect(!evidence.statement.isEmpty && !evidence.source.isEmpty)
      #expect(evidence.id.allSatisfy { $0.isLowercase || $0 == "-" }, "\(evidence.id)")
    }
  }

  @Test("bands follow each other, and a dataset is in the last whose lower end it reaches")
  func order() {
    for hint in Self.all {
      #expect(hint.bands.map(\.name) == [.floor, .pilot, .full])
      for (lower, upper) in zip(hint.bands, hint.bands.dropFirst()) {
        #expect(lower.examples.upperBound <= upper.examples.upperBound)
        #expect(lower.examples.lowerBound <= upper.examples.lowerBound)
      }
    }
    let task = SizeHint(goal: .task, method: .lora)
    #expect(task.band(reachedBy: 999) == nil && task.findingBelowFloor(examples: 999) != nil)
    #expect(task.findingBelowFloor(examples: 999)?.fix.contains("--goal style") == true)
    #expect(task.band(reachedBy: 4_999)?.name == .pilot && task.findingBelowFloor(examples: 1_000) == nil)
    #expect(task.band(reachedBy: 1_000_000)?.name == .full)
  }

  @Test("what is measured near a size is told from the rest, and for which method")
  func nearness() {
    let full = SizeHint(goal: .task, method: .full)
    let adapters = SizeHint(goal: .task, method: .lora)
    #expect(full.evidence(nearParameters: 7_241_732_096).map(\.id) == ["longest-thousand", "limit", "instructgpt"])
    #expect(full.evidence(nearParameters: 70_600_000_000).map(\.id) == ["lima"])
    // Between 6B and 175B, and 7B and 30B, nobody measured.
    #expect(adapters.evidence(nearParameters: 70_600_000_000).isEmpty)
    #expect(full.evidence(nearParameters: 15_000_000_000).map(\.id) == ["longest-thousand"])
    #expect(full.evidence(nearParameters: 175_000_000_000).map(\.id) == ["instructgpt"])
    #expect(adapters.evidence(nearParameters: 8_030_261_248).map(\.id).contains("maintainers"))
    #expect(!full.evidence.contains(.maintainers) && !adapters.evidence.contains(.lima))
    #expect(SizeHint(goal: .task, method: .qlora).evidence == adapters.evidence)
    #expect(full.evidence(nearParameters: 671_000_000_000).isEmpty)
  }
}

@Suite("Epoch guidance")
struct EpochGuidanceTests {
  @Test(
    "follows the hosted service's source and Azure's table",
    arguments: [
      (1, 25, 3...5), (4, 25, 3...5), (5, 20, 3...5), (33, 3, 3...5), (34, 3, 3...5), (99, 3, 3...5), (100, 3, 2...3),
      (500, 3, 2...3), (501, 3, 1...2), (2_000, 3, 1...2), (2_001, 3, 1...1), (8_333, 3, 1...1), (8_334, 2, 1...1),
      (12_500, 2, 1...1), (12_501, 1, 1...1), (1_000_000, 1, 1...1), (Int.max, 1, 1...1), (0, 25, 3...5),
    ])
  func numbers(examples: Int, hosted: Int, azure: ClosedRange<Int>) {
    let guidance = EpochGuidance(examples: examples)
    #expect(guidance.hosted == hosted && guidance.azure == azure)
  }

  @Test("warns above four passes, planned or suggested, and not at four")
  func passes() {
    let many = EpochGuidance(examples: 10_000)
    #expect(many.finding(asked: 4) == nil && many.finding(asked: 5)?.code == .hintManyPasses)
    #expect(many.finding(asked: nil) == nil)
    let few = EpochGuidance(examples: 20)
    #expect(few.finding(asked: nil)?.message.contains("5 passes") == true)
    #expect(few.finding(asked: 3) == nil)
    #expect(Evidence.repetition.numbers.contains(EpochGuidance.maximumUsefulPasses))
  }

  @Test("10 to 15 % are held out, and steps are rounded up")
  func shares() {
    #expect(HoldOut.range(of: 1_273) == 127...191 && HoldOut.range(of: 0) == 0...0)
    #expect(StepCount.steps(1_273, batch: 32) == 40 && StepCount.steps(64, batch: 32) == 2)
    #expect(
      StepCount.steps(0, batch: 32) == 0 && StepCount.steps(5, batch: 0) == 5 && StepCount.steps(.max, batch: 1) == .max
    )
  }
}
