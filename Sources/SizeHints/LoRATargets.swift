import Diagnostics

/// The matrices of each layer that get an adapter.
public struct LoRATargets: Hashable, Sendable {
  public enum Projection: String, Hashable, Sendable, CaseIterable {
    case query = "q"
    case key = "k"
    case value = "v"
    case output = "o"
    case gate, up, down

    static let attention: [Projection] = [.query, .key, .value, .output]
    static let feedForward: [Projection] = [.gate, .up, .down]
  }

  /// As it was asked for: `all-linear`, `attention`, `mlp`, or names.
  public let name: String
  /// In the order of a layer.
  public let projections: [Projection]

  public static let allLinear = LoRATargets(name: "all-linear", projections: Projection.allCases)

  private init(name: String, projections: [Projection]) {
    self.name = name
    self.projections = projections
  }

  /// - Parameter text: `all-linear`, `attention` (q, k, v, o), `mlp` (gate, up, down), or some of these names with commas
  ///   between them; `q_proj` is `q`.
  /// - Throws: `hint.unknown-target`.
  public init(_ text: String) throws(TrainPackError) {
    name = text
    switch text {
    case "all-linear": projections = Projection.allCases
    case "attention": projections = Projection.attention
    case "mlp": projections = Projection.feedForward
    default:
      var named: Set<Projection> = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let word = part.hasSuffix("_proj") ? String(part.dropLast(5)) : String(part)
        guard let projection = Projection(rawValue: word) else { throw Self.unknown(word) }
        named.insert(projection)
      }
      projections = Projection.allCases.filter(named.contains)
    }
  }

  private static func unknown(_ word: String) -> TrainPackError {
    let names = ["all-linear", "attention", "mlp"] + Projection.allCases.map(\.rawValue)
    let question = NearestNames(to: word, among: names, maximumCount: 1).question.map { $0 + " " } ?? ""
    return TrainPackError(
      .hintUnknownTarget, word.isEmpty ? "a target without a name" : "there is no target \"\(word)\"",
      fix: question
        + "name all-linear, attention, mlp, or some of q, k, v, o, gate, up and down with commas between them"
    )
  }
}
