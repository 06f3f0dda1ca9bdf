import Testing

@testable import Tokenization

@Suite("SentencePiece settings")
struct SentencePieceVariantTests {
  /// A model of the fixtures with bytes put behind it, and the reference's answers on it.
  private struct Variant {
    var name: String
    var model: [UInt8]
    var answers: [ReferenceAnswer]
  }

  private func variants() throws -> [Variant] {
    var variants: [Variant] = []
    for line in try TestData.fixture("sentencepiece-variants.tsv").split(separator: 0x0A) {
      let parts = line.split(separator: 0x09, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      if parts[0] == "model" {
        let model = try TestData.fixture(parts[2]) + ReferenceAnswer.bytes(ofHexadecimal: parts[3])
        variants.append(Variant(name: parts[1], model: model, answers: []))
      } else {
        variants[variants.count - 1].answers.append(ReferenceAnswer(fields: parts))
      }
    }
    return variants
  }

  @Test("ids and ranges equal the reference's for every setting, met first and met again")
  func answers() throws {
    let variants = try variants()
    #expect(variants.count == 22)
    for variant in variants {
      let file = try VocabularyFile(path: variant.name, bytes: variant.model)
      let encoder = try file.makeTokenizer().makeEncoder()
      for _ in 0..<2 {
        for answer in variant.answers {
          let tokens = try encoder.encode(answer.text)
          #expect(tokens.ids == answer.ids, "\(variant.name): \(quoted(answer.text))")
          #expect(try encoder.count(answer.text) == answer.ids.count, "\(variant.name): \(quoted(answer.text))")
          // The reference names the bytes of a character once, for the last token that shares it.
          for (own, reference) in zip(tokens.ranges, answer.ranges ?? []) {
            #expect(own.lowerBound == reference.lowerBound, "\(variant.name): \(quoted(answer.text))")
            if !reference.isEmpty { #expect(own == reference, "\(variant.name): \(quoted(answer.text))") }
          }
        }
      }
    }
  }
}
