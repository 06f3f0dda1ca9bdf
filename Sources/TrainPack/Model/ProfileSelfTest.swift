import Diagnostics
import ExampleEncoding
import ModelProfiles
import Prompting
import Tokenization

/// What one sample of a profile came to.
public struct SelfTestResult: Hashable, Sendable {
  public var name: String
  /// What differs from the oracle, in words; `nil` when nothing does.
  public var difference: String?

  public var passed: Bool { difference == nil }
}

/// Runs a profile's samples, which its oracle answered once: texts to ids, and conversations to text, ids and loss mask;
/// then holds what the profile says of its template against the template.
struct ProfileSelfTest {
  let model: TargetModel

  func run() throws -> [SelfTestResult] {
    let encoder = model.scheme.tokenizer.makeEncoder()
    let examples = ExampleEncoder(scheme: model.scheme)
    let samples = model.profile.selfTest
    return try samples.texts.map { sample in
      let ids = try encoder.encode(sample.text, boundary: .textStart).ids
      return SelfTestResult(name: sample.name, difference: Self.difference("token", ids, sample.ids))
    }
      + samples.conversations.map { sample in
        let encoded = try examples.encode(Self.conversation(sample))
        let difference =
          Self.difference("byte", encoded.prompt.text.utf8, sample.text)
          ?? Self.difference("token", encoded.example.ids, sample.ids)
          ?? Self.difference("trained range", encoded.example.lossRanges, sample.lossRanges)
        return SelfTestResult(name: sample.name, difference: difference)
      } + TemplateProbe(model: model).run()
  }

  private static func conversation(_ sample: SelfTestSamples.Conversation) -> Conversation {
    let messages = sample.messages.map { message in
      Message(role: role(message.role), parts: [MessagePart(message.content, purpose: .text)])
    }
    return Conversation(messages: messages, recordID: sample.name, location: InputLocation(source: "self-test"))
  }

  private static func role(_ role: SelfTestSamples.Conversation.Role) -> Role {
    switch role {
    case .system: .system
    case .user: .user
    case .assistant: .assistant
    }
  }

  private static func difference<Element: Equatable>(
    _ unit: String, _ found: [Element], _ expected: [Element]
  ) -> String? {
    FirstDifference.words(unit, found, expected, expectedBy: "the oracle")
  }
}
