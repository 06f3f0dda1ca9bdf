import StrictJSON

/// Writes the tokenizer.json that separate files come to.
struct SeparateFileJSON {
  /// A special token that the vocabulary has.
  struct Added {
    var text: [UInt8]
    var id: Int
    /// Whether it takes in the white space before it.
    var stripsLeft = false
  }

  private var bytes: [UInt8] = []

  /// Begins the file with the special tokens; of those with the same text the first counts.
  mutating func begin(added: [Added]) {
    bytes += #"{"version":"1.0","added_tokens":["#.utf8
    var seen: Set<[UInt8]> = []
    for token in added.sorted(by: { $0.id < $1.id }) where seen.insert(token.text).inserted {
      if seen.count > 1 { bytes.append(UInt8(ascii: ",")) }
      bytes += #"{"id":\#(token.id),"content":"#.utf8
      text(token.text)
      bytes +=
        #","single_word":false,"lstrip":\#(token.stripsLeft),"rstrip":false,"normalized":false,"special":true}"#.utf8
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func member(_ name: String, json: some Collection<UInt8>) {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    bytes += "\"\(name)\":".utf8
    bytes += json
  }

  mutating func member(_ name: String, json: String) { member(name, json: Array(json.utf8)) }

  mutating func member(_ name: String, text value: [UInt8]) {
    member(name, json: [])
    text(value)
  }

  /// What stands before and behind a text.
  ///
  /// - Parameter settings: Further members.
  mutating func processing(
    _ type: String, cls: (text: [UInt8], id: Int), sep: (text: [UInt8], id: Int), _ settings: String = ""
  ) {
    member("post_processor", json: #"{"type":"\#(type)","sep":["#)
    text(sep.text)
    bytes += #",\#(sep.id)],"cls":["#.utf8
    text(cls.text)
    bytes += #",\#(cls.id)]\#(settings)}"#.utf8
  }

  /// - Parameter members: The model's first members.
  mutating func beginModel(_ members: String) {
    member("model", json: "{" + members)
  }

  mutating func strings(_ name: String, _ values: [ArraySlice<UInt8>]) {
    member(name, json: "[")
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      text(value)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// An object of tokens and ids.
  mutating func numbered(_ name: String, _ tokens: [(ArraySlice<UInt8>, Int)]) {
    member(name, json: "{")
    for (index, token) in tokens.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      text(token.0)
      bytes += ":\(token.1)".utf8
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Ends the model and the file.
  mutating func end() -> [UInt8] {
    bytes += "}}".utf8
    return bytes
  }

  private mutating func text(_ value: some Collection<UInt8>) {
    var writer = JSONWriter()
    writer.string(value)
    bytes += writer.bytes
  }
}
