import ChatTemplates
import Prompting

/// What one worker knows of its template's answers to shapes of conversations, so that most records are written without
/// running the template.
final class RenderPlans {
  /// Each is a run of the template, and kept.
  private static let maximumCount = 1024

  private let scheme: EncodingScheme
  private var prompts: [ConversationShape: RenderPlanning] = [:]
  private var cues: [Cue: PlannedCue] = [:]

  /// The cue of a message of a conversation.
  private struct Cue: Hashable {
    var shape: ConversationShape
    var messageIndex: Int
  }

  init(scheme: EncodingScheme) { self.scheme = scheme }

  /// The plan for a shape; `nil` where the template has to be run.
  func plan(for shape: ConversationShape) -> RenderPlan? {
    guard case .plan(let plan)? = prompts[shape] ?? learn(shape) else { return nil }
    return plan
  }

  private func learn(_ shape: ConversationShape) -> RenderPlanning? {
    if prompts.count >= Self.maximumCount { return nil }
    let planning = planning(for: shape, addGenerationPrompt: false)
    prompts[shape] = planning
    return planning
  }

  /// Where the cue of message `index` ends in what the plan of a shape writes.
  func cue(before index: Int, in plan: RenderPlan, of shape: ConversationShape) -> PlannedCue {
    let cue = Cue(shape: shape, messageIndex: index)
    if let known = cues[cue] { return known }
    let planned: PlannedCue =
      switch planning(for: shape.prefix(index), addGenerationPrompt: true) {
      case .plan(let beginning): plan.end(of: beginning).map { .ends($0) } ?? .unknown
      case .fails: .none
      case .dependsOnTexts: .unknown
      }
    cues[cue] = planned
    return planned
  }

  private func planning(for shape: ConversationShape, addGenerationPrompt: Bool) -> RenderPlanning {
    scheme.template.planning(
      for: shape, specialTokens: scheme.specialTokens, options: scheme.options(addGenerationPrompt: addGenerationPrompt)
    )
  }
}

/// What is known of a cue for all conversations of a shape.
enum PlannedCue {
  case ends(PlannedPlace)
  /// The template does not write it.
  case none
  /// It has to be rendered to be known.
  case unknown
}

/// A conversation after its template, with the plan by which it was written, where it was.
struct RenderedChat {
  var prompt: RenderedPrompt
  var planned: Planned?

  struct Planned {
    var shape: ConversationShape
    var plan: RenderPlan
    var prompt: PlannedPrompt
  }
}
