import Diagnostics

/// How many tokens one example may have.
public struct ContextBudget: Hashable, Sendable {
  /// The longest context, in tokens: rows of packed examples can be no longer, and what is checked can be exported.
  public static let maximumContextLength = 1 << 24

  /// The context length that the model is trained with, in tokens.
  public let contextLength: Int
  /// The tokens kept free of it.
  public let reserve: Int

  /// The most tokens of an example: the context length less the reserve; at least 1.
  public var tokens: Int { contextLength - reserve }

  /// - Parameters:
  ///   - contextLength: The context length in tokens, from 1 through `maximumContextLength`.
  ///   - reserve: The tokens to keep free, 0 or more and below the context length.
  /// - Throws: `TrainPackError` with code `fit.budget`.
  public init(contextLength: Int, reserve: Int = 0) throws(TrainPackError) {
    if contextLength < 1 {
      throw TrainPackError(
        .fitBudget, "a context length of \(contextLength) tokens holds nothing",
        fix: "give --context-length a number of 1 or more")
    }
    if contextLength > Self.maximumContextLength {
      throw TrainPackError(
        .fitBudget, "a context length of \(contextLength) tokens is above the longest, \(Self.maximumContextLength)",
        fix: "give --context-length a number of at most \(Self.maximumContextLength)")
    }
    if reserve < 0 || reserve >= contextLength {
      throw TrainPackError(
        .fitBudget, "a reserve of \(reserve) tokens does not fit a context length of \(contextLength)",
        fix: "give --reserve a number from 0 to \(contextLength - 1), or raise --context-length")
    }
    self.contextLength = contextLength
    self.reserve = reserve
  }
}
