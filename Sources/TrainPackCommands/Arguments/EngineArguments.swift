import ArgumentParser
import Tokenization

/// Which program encodes text.
struct EngineArguments: ParsableArguments {
  @Option(
    help: """
      What encodes text: native (TrainPack's own), or sentencepiece: the SentencePiece library, to compare with, for a \
      SentencePiece .model. The tokens are the same.
      """)
  var engine = TokenizationEngine.native
}

extension TokenizationEngine: ExpressibleByArgument {}
