import Diagnostics

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

  /// Who chose a context length.
  public enum ContextChoice: Hashable, Sendable {
    /// The profile recommends it.
    case profile
    /// The user named it.
    case user
  }

  /// The context length in use, in tokens.
  public var contextLength: Int
  /// Who chose it.
  public var contextChoice = ContextChoice.profile
  /// The tokens kept free of it.
  public var reserve: Int
  /// The data as the user named it, an argument each; for the commands that findings recommend.
  public var data: [String]
  /// The profile's id.
  public var profile: String
  /// The profile as the user named it, an id, alias or path; for the commands that findings recommend.
  public var profileArgument: String
  /// The other options that a recommended command has to repeat, words as the user gave them: `--context-length`, `512`;
  /// these two and the reserve where nothing else is said.
  public var repeatedOptions: [String]
  /// The text of the token that every sequence of this model begins with; `nil` when it has none.
  public var beginningToken: String?
  /// The text of the padding token, when it is also an end-of-turn token.
  public var paddingThatEndsTurns: String?
  /// What each source says of the context length, when they disagree; empty otherwise.
  public var contextClaims: [ContextClaim]

  /// The longest context that the model was trained at, in tokens; `nil` when nobody says.
  public var trainedContext: Int?

  /// The most tokens of a record.
  public var budget: Int { contextLength - reserve }

  public init(
    contextLength: Int, reserve: Int = 0, data: [String], profile: String, beginningToken: String? = nil,
    paddingThatEndsTurns: String? = nil, contextClaims: [ContextClaim] = [], profileArgument: String? = nil,
    repeatedOptions: [String]? = nil, trainedContext: Int? = nil
  ) {
    self.contextLength = contextLength
    self.reserve = reserve
    self.data = data
    self.profile = profile
    self.profileArgument = profileArgument ?? profile
    self.repeatedOptions =
      repeatedOptions
      ?? ["--context-length", "\(contextLength)"] + (reserve > 0 ? ["--reserve", "\(reserve)"] : [])
    self.trainedContext = trainedContext
    self.beginningToken = beginningToken
    self.paddingThatEndsTurns = paddingThatEndsTurns
    self.contextClaims = contextClaims
  }

  /// A command on this data with this profile and the options that were given, ready for a shell.
  ///
  /// - Parameter further: What comes after them, ready for a shell.
  func command(_ verb: String, _ further: String) -> String {
    let words = ["trainpack", verb] + data.map(Self.quoted) + ["--profile", Self.quoted(profileArgument)]
    return (words + repeatedOptions.map(Self.quoted) + [further]).joined(separator: " ")
  }

  /// The command that says how much data a fine-tuning needs. It takes what `check` takes, but for the tokens that are kept
  /// free.
  var hintCommand: String {
    var words = ["trainpack", "hint"] + data + ["--profile", profileArgument]
    var options = repeatedOptions[...]
    while let option = options.popFirst() {
      if option == "--reserve" { options = options.dropFirst() } else { words.append(option) }
    }
    return words.map(Self.quoted).joined(separator: " ")
  }

  /// Whether a context of this length is within what the model was trained at.
  func isTrained(atContext length: Int) -> Bool { trainedContext.map { length <= $0 } ?? true }

  /// A word as a shell reads it back.
  static func quoted(_ word: String) -> String { ShellWord.quoted(word) }
}
