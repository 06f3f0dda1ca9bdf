/// How one sample of a profile's self-test came out.
public struct SelfTestResult: Hashable, Sendable {
  /// What was compared with the reference's answer.
  public enum Subject: String, Hashable, Sendable, CaseIterable {
    /// The ids of ordinary text.
    case ids
    /// The rendered text of a conversation.
    case rendering
    /// The ids of a rendered conversation.
    case conversation
    /// The trained tokens of a conversation.
    case loss
  }

  /// The sample's name in the profile.
  public var sample: String
  public var subject: Subject
  /// What differs, with its place and both sides; `nil` when nothing does.
  public var difference: String?

  public var isPassed: Bool { difference == nil }

  init(sample: String, subject: Subject, difference: String?) {
    self.sample = sample
    self.subject = subject
    self.difference = difference
  }

  /// Compares token ids.
  static func comparing(
    _ sample: String, _ subject: Subject, found: [Int32], expected: [Int32]
  ) -> SelfTestResult {
    guard found != expected else { return SelfTestResult(sample: sample, subject: subject, difference: nil) }
    let place = zip(found, expected).prefix { $0 == $1 }.count
    func around(_ ids: [Int32]) -> String { "\(Array(ids.dropFirst(max(0, place - 1)).prefix(4)))" }
    return SelfTestResult(
      sample: sample, subject: subject,
      difference: "the ids differ from token \(place) of \(expected.count) on: \(around(found)) instead of "
        + around(expected))
  }

  /// Compares rendered text.
  static func comparing(_ sample: String, found: [UInt8], expected: [UInt8]) -> SelfTestResult {
    guard found != expected else { return SelfTestResult(sample: sample, subject: .rendering, difference: nil) }
    let place = zip(found, expected).prefix { $0 == $1 }.count
    func around(_ bytes: [UInt8]) -> String {
      "\"\(String(decoding: bytes.dropFirst(place).prefix(40), as: UTF8.self))\""
    }
    return SelfTestResult(
      sample: sample, subject: .rendering,
      difference: "the text differs from byte \(place) of \(expected.count) on: \(around(found)) instead of "
        + around(expected))
  }
}
