import Diagnostics
import ExampleEncoding
import Prompting

/// Whether what a server sends for the answers of a record is the beginning of what was trained.
struct ServedPrompts: Sendable {
  /// How a prompt is not.
  enum Failing: Hashable, Sendable {
    /// Its text is not the beginning of the record's.
    case text
    /// Its text is, its tokens are not.
    case tokens
  }

  /// A prompt that is not the beginning of what was trained.
  struct Parting: Sendable {
    var failing: Failing
    /// The answer's message.
    var message: Int
    /// `a` is what was trained, `b` the prompt.
    var place: PartingPlace
    /// Whether the record as B renders it parts from what A trains at the same token.
    var isWhereRecordParts: Bool
  }

  /// The answers that were looked at.
  private(set) var count = 0
  /// What the server's template says of the first prompt that it refuses; `nil` where it refuses none.
  private(set) var refusal: TrainPackError?
  /// In the order of the answers.
  private(set) var partings: [Parting] = []

  init() {}

  /// - Parameters:
  ///   - trained: The record as it is trained.
  ///   - server: The encoder of the template that serves.
  ///   - recordParting: The position of the first token in which the whole record differs; `nil` where it is the same.
  /// - Throws: What is no refusal of the template.
  init(
    of conversation: Conversation, trained: EncodedExample, server: ExampleEncoder, recordParting: Int?
  ) throws {
    if conversation.kind == .text { return }
    let training = PartingPlace.Side(trained)
    for (index, message) in conversation.messages.enumerated()
    where index > 0 && message.role == .assistant && message.isTrained {
      count += 1
      do {
        let prompt = try server.generationPrompt(before: index, of: conversation)
        guard let failing = Self.failing(prompt, of: trained) else { continue }
        let token = training.ids.commonPrefixCount(prompt.ids)
        let side = PartingPlace.Side(text: prompt.text, ids: prompt.ids, starts: prompt.starts)
        partings.append(
          Parting(
            failing: failing, message: index,
            place: PartingPlace(TemplatePair(a: training, b: side), at: token, in: conversation.messages),
            isWhereRecordParts: token == recordParting))
      } catch let error as TrainPackError where error.isAboutTemplate {
        if refusal == nil { refusal = error }
      }
    }
  }

  private static func failing(_ prompt: GenerationPrompt, of trained: EncodedExample) -> Failing? {
    if trained.example.ids.starts(with: prompt.ids) { return nil }
    return trained.prompt.text.utf8.starts(with: prompt.text.utf8) ? .tokens : .text
  }
}
