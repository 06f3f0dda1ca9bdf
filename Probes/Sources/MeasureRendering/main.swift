import ChatTemplates
import Diagnostics
import ProcessorTime
import Prompting
import StrictJSON

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MeasureRendering DATA TEMPLATE …: processor time of rendering one conversation, for each template; DATA has objects with
// `messages`, one a line.

struct Unreadable: Error {
  let path: String
}

func read(_ path: String) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = fread(&block, 1, block.count, file)
    if count == 0 { return bytes }
    bytes += block[..<count]
  }
}

func conversations(_ path: String) throws -> [Conversation] {
  let reader = JSONReader()
  return try read(path).split(separator: 0x0A).enumerated().map { index, line in
    let place = InputLocation(source: path, line: index + 1)
    let document = try reader.read(Array(line), at: place)
    var messages: [Message] = []
    if let elements = document.root["messages"]?.elements {
      for message in elements {
        guard let role = message["role"]?.string.flatMap(Role.init(rawValue:)) else { continue }
        let text = Array(message["content"]?.utf8 ?? [])
        messages.append(Message(role: role, parts: [MessagePart(text, purpose: .text)]))
      }
    }
    return Conversation(messages: messages, recordID: "\(index)", location: place)
  }
}

let arguments = CommandLine.arguments
let data = try conversations(arguments[1])
let tokens = SpecialTokenTexts(bos: Array("<s>".utf8), eos: Array("</s>".utf8))
let options = RenderOptions(clock: .fixed(secondsSince1970: 1_700_000_000))
for path in arguments.dropFirst(2) {
  let template = try ChatTemplate(source: try read(path), name: path)
  var best = Double.infinity
  var bytes = 0
  for _ in 0..<7 {
    bytes = 0
    let start = processorSeconds()
    for conversation in data {
      bytes += try template.render(conversation, specialTokens: tokens, options: options).text.count
    }
    best = min(best, processorSeconds() - start)
  }
  let each = best / Double(data.count) * 1e6
  print("\(path.split(separator: "/").last ?? ""): \((each * 100).rounded() / 100) µs, \(bytes / data.count) bytes")
}
