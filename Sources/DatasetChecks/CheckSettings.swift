/// What the checks need to know of the run and its model.
public struct CheckSettings: Hashable, Sendable {
  /// One source's word on the model's context length.
  public struct ContextClaim: Hashable, Sendable {
    /// The source, such as `config.json max_position_embeddings`.
    public var source: String
    public var tokens: Int

    public init(source: String, tokens: Int) {
      self.source = source
      self.tokens = tokens
    }
  }

  /// The context length in use, in tokens.
  public var contextLength: Int
  /// The tokens kept free of it.
  public var reserve: Int
  /// The data as the user named it, an argument each; for the commands that findings recommend.
  public var data: [String]
  /// The profile's id.
  public var profile: String
  /// The text of the token that every sequence of this model begins with; `nil` when it has none.
  public var beginningToken: String?
  /// The text of the padding token, when it is also an end-of-turn token.
  public var paddingThatEndsTurns: String?
  /// What each source says of the context length, when they disagree; empty otherwise.
  public var contextClaims: [ContextClaim]

  /// The most tokens of a record.
  public var budget: Int { contextLength - reserve }

  public init(
    contextLength: Int, reserve: Int = 0, data: [String], profile: String, beginningToken: String? = nil,
    paddingThatEndsTurns: String? = nil, contextClaims: [ContextClaim] = []
  ) {
    self.contextLength = contextLength
    self.reserve = reserve
    self.data = data
    self.profile = profile
    self.beginningToken = beginningToken
    self.paddingThatEndsTurns = paddingThatEndsTurns
    self.contextClaims = contextClaims
  }

  /// A command on this data with this profile, ready for a shell.
  func command(_ verb: String, _ options: String) -> String {
    let words = data.map(Self.quoted).joined(separator: " ")
    return "trainpack \(verb) \(words) --profile \(Self.quoted(profile)) \(options)"
  }

  /// A word as a shell reads it back.
  public static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
      default: "-_./:=+,@%".utf8.contains(byte)
      }
    }
    if isPlain && !word.isEmpty { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
