import Prompting

/// A rendered text as runs of what the record holds, with the template's words in the gaps between them.
struct RenderedRuns {
  /// What a run is of.
  enum Subject: Hashable {
    case text, reasoning
    /// A call of a tool, by its index in the message.
    case call(Int)
    case toolDefinitions
    /// Of several things that cannot be told apart.
    case mixed
  }

  struct Key: Hashable {
    /// The message's index; -1 where there is none, or it cannot be told.
    var message: Int
    var subject: Subject

    init(_ origin: Origin, in messages: [Message]) {
      if origin == .toolDefinitions {
        (message, subject) = (-1, .toolDefinitions)
      } else if !messages.indices.contains(Int(origin.messageIndex)) {
        (message, subject) = (-1, .mixed)
      } else {
        message = Int(origin.messageIndex)
        // What a message holds beside its text counts on from its parts.
        let further = Int(origin.partIndex) - messages[message].parts.count
        subject = further < 0 ? .text : further == 0 ? .reasoning : .call(further - 1)
      }
    }
  }

  struct Run {
    var key: Key
    /// Its bytes in the text.
    var range: Range<Int>
  }

  let text: ProvenancedText
  /// In order; neighbours without a gap between them have different keys.
  let runs: [Run]

  init(_ text: ProvenancedText, of messages: [Message]) {
    self.text = text
    var runs: [Run] = []
    var start = 0
    for span in text.spans {
      defer { start = span.end }
      if span.origin.kind == .template { continue }
      let key = Key(span.origin, in: messages)
      if let last = runs.last, last.key == key, last.range.upperBound == start {
        runs[runs.count - 1].range = last.range.lowerBound..<span.end
      } else {
        runs.append(Run(key: key, range: start..<span.end))
      }
    }
    self.runs = runs
  }

  /// What stands there of the text of each message.
  func messageTexts(count: Int) -> [[UInt8]] {
    runs.reduce(into: Array(repeating: [], count: count)) { texts, run in
      if run.key.subject == .text { texts[run.key.message] += text.utf8[run.range] }
    }
  }

  /// The bytes before run `index` and after the one before it; those after the last run where there are no more.
  func gap(_ index: Int) -> Range<Int> {
    let start = index > 0 ? runs[index - 1].range.upperBound : 0
    return start..<(index < runs.count ? runs[index].range.lowerBound : text.count)
  }
}
