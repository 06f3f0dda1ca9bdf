/// A small `tokenizer.json` that tests change: all bytes and a few merges.
struct TinyTokenizerJSON {
  /// For each byte the character that stands for it.
  static let alphabet: [Character] = {
    var next: UInt32 = 0x100
    return (0...255).map { byte in
      let isPlain = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
      defer { if !isPlain { next += 1 } }
      return Character(Unicode.Scalar(isPlain ? UInt32(byte) : next) ?? "?")
    }
  }()

  var tokens: [String] = alphabet.map { String($0) } + ["ab", "bc", "abc", "Ġa", "aa"]
  var merges = ["a b", "b c", "ab c", "Ġ a", "a a"]
  var mergesArePairs = false
  var normalizer = "null"
  var preTokenizer = #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true}"#
  var addedTokens: [String] = []
  /// Further members of the model.
  var model = #""type":"BPE","dropout":null,"continuing_subword_prefix":"","end_of_word_suffix":"""#
  /// Further members of the whole.
  var root = ""

  static func added(_ text: String, id: Int, _ flags: String = "") -> String {
    #"{"id":\#(id),"content":\#(quoted(text)),"special":\#(flags.contains("special")),"#
      + #""single_word":\#(flags.contains("word")),"lstrip":\#(flags.contains("left")),"#
      + #""rstrip":\#(flags.contains("right")),"normalized":\#(flags.contains("normalized"))}"#
  }

  var text: String {
    let vocabulary = tokens.enumerated().map { "\(Self.quoted($1)):\($0)" }.joined(separator: ",")
    let merges = merges.map { merge in
      mergesArePairs
        ? "[" + merge.split(separator: " ").map { Self.quoted(String($0)) }.joined(separator: ",") + "]"
        : Self.quoted(merge)
    }
    return "{\"version\":\"1.0\",\(root)\"added_tokens\":[\(addedTokens.joined(separator: ","))],"
      + "\"normalizer\":\(normalizer),\"pre_tokenizer\":\(preTokenizer),"
      + "\"model\":{\(model),\"vocab\":{\(vocabulary)},\"merges\":[\(merges.joined(separator: ","))]}}"
  }

  var bytes: [UInt8] { Array(text.utf8) }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }
}
