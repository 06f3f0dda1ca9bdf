import Diagnostics
import Testing

@testable import StrictJSON

@Suite("JSONDiagnosis")
struct JSONDiagnosisTests {
  private static let seeds = [
    #"{"messages":[{"role":"user","content":"H\u00e9 \ud83d\ude00 \"x\""},{"role":"assistant","content":"中\n"}],"n":-1.5e+3}"#,
    #"[[],{},[{"a":[null,true,false,0]}],"",{"":""}]"#, #" { "a" : [ 1 , 2.0 , "b\\" ] , "é" : { "c" : "\/" } } "#,
    #""only \t text""#, "-0.5E-7",
  ]

  @Test("the diagnosis and the parser agree on what is JSON, over random damage")
  func agreesWithParser() {
    let pieces: [[UInt8]] =
      [
        ",", ":", "\"", "]", "}", "[", "{", "0", "\\", "\\u12", "\\ud83d", "\\udc00", "\n", "tru", "e", ".", "-", " ",
        "'",
      ]
      .map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0], [0xE2, 0x82], [0xF0, 0x9F]]
    let seed: UInt64 = 4_242
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let reader = JSONReader(duplicateKeys: .keepLast)
    for round in 0..<12_000 {
      var text = Array(Self.seeds[random(Self.seeds.count)].utf8)
      for _ in 0...random(2) {
        let at = random(text.count + 1)
        switch random(4) {
        case 0 where at < text.count: text.remove(at: at)
        case 1: text.removeSubrange(at...)
        case 2 where at < text.count: text[at] = UInt8(random(256))
        default: text.insert(contentsOf: pieces[random(pieces.count)], at: at)
        }
      }
      let isAccepted = (try? reader.read(text, at: InputLocation(source: "test"))) != nil
      var diagnosis = JSONDiagnosis(source: text, range: 0..<text.count)
      let problem = diagnosis.firstProblem()
      #expect(isAccepted == (problem == nil), "seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))")
      if let problem { #expect(problem.offset >= 0 && problem.offset <= text.count) }
    }
  }

  @Test("every prefix of a document is either JSON or called truncated")
  func prefixesAreTruncated() {
    for seed in Self.seeds {
      let text = Array(seed.utf8)
      for length in 0..<text.count {
        let prefix = Array(text[..<length])
        var diagnosis = JSONDiagnosis(source: prefix, range: 0..<length)
        guard let problem = diagnosis.firstProblem() else { continue }
        let isBlank = prefix.allSatisfy { $0 == 0x20 }
        #expect(problem.code == (isBlank ? .jsonInvalid : .jsonTruncated), "\(String(decoding: prefix, as: UTF8.self))")
      }
    }
  }
}
