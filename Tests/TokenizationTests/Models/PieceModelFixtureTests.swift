import Diagnostics
import StrictJSON
import Testing

@testable import Tokenization

@Suite("models of tokenizer.json, held against the reference")
struct PieceModelFixtureTests {
  @Test("random small models give the ids and ranges of tokenizers, the second time too")
  func fixtures() throws {
    var textCount = 0
    for line in try TestData.fixture("piece-models.jsonl").split(separator: 0x0A) {
      let document = try JSONReader().read(Array(line), at: InputLocation(source: "piece-models.jsonl"))
      let fields = try JSONVocabularyFields(document.root)
      let written = String(decoding: try fields.required("model").raw, as: UTF8.self)
      var model = try TokenizerJSONModels.read(fields.object("model"), limits: Limits()).makeModel()
      for pair in try fields.array("texts").elements {
        let text = try #require(pair.element(at: 0)?.string)
        let answer = try #require(pair.element(at: 1))
        textCount += 1
        if answer.isNull {
          let code = thrownCode { _ = try PieceModelSupport.tokens(text, &model) }
          #expect(code == "tokenization.unknown-token-missing", "\(text) with \(written)")
          continue
        }
        let expected = answer.elements.map { token in token.elements.compactMap { $0.int.map { Int32($0) } } }
        for _ in 0..<2 {
          #expect(try PieceModelSupport.tokens(text, &model) == expected, "\(text) with \(written)")
        }
      }
    }
    #expect(textCount == 640)
  }
}
