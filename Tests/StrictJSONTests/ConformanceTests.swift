import Diagnostics
import Testing

@testable import StrictJSON

/// A list in the spirit of JSONTestSuite: `y` must be accepted, `n` refused, `i` is what the standard leaves open and
/// TrainPack has decided.
@Suite("Conformance to RFC 8259")
struct ConformanceTests {
  private static let place = InputLocation(source: "test")

  private func code(_ bytes: [UInt8], limits: Limits = Limits()) -> DiagnosticCode? {
    do {
      _ = try JSONReader(limits: limits).read(bytes, at: Self.place)
      return nil
    } catch let error as TrainPackError {
      return error.code
    } catch {
      return DiagnosticCode("test.foreign-error", "\(error)", explanation: "")
    }
  }

  @Test(
    "what the grammar allows is accepted",
    arguments: [
      "[]", "{}", " [ ] ", "\t{\r\n}\n", "null", "true", "false", "0", "-0", "1", "\"\"", " \"a\" ", "[null]", "[[]]",
      "[[],[]]", "{\"\":0}", "{\"a\":{}}", "{\"a\":[],\"b\":{}}", "[1,2,3]", "[ 1 , 2 ]", "[0.1]", "[-0.1]", "[1e5]",
      "[1E5]", "[1e+5]", "[1e-5]", "[1.5e300]", "[123456789012345678901234567890]", "[-1]", "[1e999]", "[0e1]",
      "[0e+1]", "[-0e0]", #"["\"\\\/\b\f\n\r\t"]"#, #"["\u0000"]"#, #"["\u00e9"]"#, #"["\uD834\uDD1E"]"#,
      #"["\uFFFF"]"#, #"["\u2028\u2029"]"#, "[\"\u{2028}\u{2029}\u{7F}\"]", "[\"é中😀\"]", "[\"\\\\\"]", "[\"\\\\\\\"\"]",
      "{\"a\":\"b\",\"c\":\"d\"}", "{\"é\":1,\"e\u{301}\":2}", "{\"a\\u0062\":1}", "[\"a\",true,null,1,{\"b\":[]}]",
      "[\"/\"]", "[\"/*\"]", "[\" \"]", "[\",\"]", "[\":]{\"]", "[\"]\"]", "[1]\n", "\"\\u0060\"",
      "[\"\\uDBFF\\uDFFF\"]",
      "[\"\u{10FFFF}\u{FFFE}\"]", "[4.9e-324]", "[100000000000000000000.5]", "{\"a\":1,\"A\":2}", "[-1.25E+10]",
    ])
  func accepts(text: String) {
    #expect(code(Array(text.utf8)) == nil)
  }

  @Test(
    "what the grammar does not allow is refused",
    arguments: [
      "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1:2]", "[\"a\":1]", "{]",
      "[}",
      "[1}", "{\"a\":1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{,\"a\":1}", "{\"a\" 1}", "{\"a\"::1}", "{a:1}",
      "{'a':1}", "{1:1}", "{null:1}", "{\"a\":1 \"b\":2}", "{\"a\":\"b\":1}", "{\"a\":1}}", "[]]", "[][]", "{}{}",
      "[] 1",
      "1 2", "1,", "nul", "nulll", "Null", "TRUE", "tru", "truee", "[tru]", "NaN", "[NaN]", "[Infinity]", "[-Infinity]",
      "[inf]", "undefined", "[01]", "[-01]", "[00]", "[1.]", "[.5]", "[-.5]", "[-]", "[+1]", "[--1]", "[1e]", "[1e+]",
      "[1e-]", "[1.5e]", "[1.e5]", "[0x1]", "[1a]", "[1_000]", "[1-2]", "[1e5.5]", "[1.2.3]", "[-a]", "[0 1]",
      "[1\u{a0}]",
      "\"", "[\"", "[\"a]", "[\"a", "['a']", "[\"a\"b]", "[\"a\" \"b\"]", "[a]", #"["\"]"#, #"["\a"]"#, #"["\x00"]"#,
      #"["\'"]"#, #"["\u"]"#, #"["\u1"]"#, #"["\u12"]"#, #"["\u123"]"#, #"["\u123g"]"#, #"["\U0041"]"#, "[\"\\",
      "[\"\\u00\"]", "[\"\n\"]", "[\"\t\"]", "[\"\r\"]", "[\"\u{0}\"]", "[\"\u{1f}\"]", "[\u{c}]", "[\u{0}]", "[]\u{0}",
      "// a\n1", "/**/1", "[1]//", "[1,/**/2]", "#\n1", "\u{feff}[]", "[\u{feff}]", "[]\u{feff}", "\u{2060}[]", "＂a＂",
      "[1]x", "[\u{2003}1]", "<html>", "*", "@", "{\"a\":1,\"b\"", "{\"a\":1,\"b\":", "{\"a\":{\"b\":1}", "[[1]",
      "[{]}",
      "{\"a\":[1}", "[{\"a\":1]", "{\"a\":tru}", "\\u0031", "[1]\u{b}", "(1)", "[\\n]", "{\"\\\":1}",
    ])
  func refuses(text: String) {
    #expect(code(Array(text.utf8)) != nil)
  }

  @Test("bytes that are not UTF-8 are refused in strings, in keys and outside")
  func refusesInvalidUTF8() {
    let sequences: [[UInt8]] = [
      [0xFF], [0xFE], [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    ]
    for sequence in sequences {
      #expect(code(Array("[\"a".utf8) + sequence + Array("b\"]".utf8)) == .jsonInvalidUTF8, "\(sequence)")
      #expect(code(Array("{\"".utf8) + sequence + Array("\":1}".utf8)) == .jsonInvalidUTF8, "\(sequence)")
      #expect(code(Array("[1".utf8) + sequence + Array("]".utf8)) == .jsonInvalidUTF8, "\(sequence)")
    }
  }

  @Test(
    "half surrogate pairs are refused wherever they stand",
    arguments: [
      #"["\uD800"]"#, #"["\uDC00"]"#, #"["\uD800a"]"#, #"["\uD800\n"]"#, #"["\uD800\uD800"]"#, #"["\uDC00\uD800"]"#,
      #"["\uD800\u0041"]"#, #"["\uDBFF\uE000"]"#, #"{"\uD83D":1}"#, #""\uDFFF""#,
    ])
  func refusesLoneSurrogates(text: String) {
    #expect(code(Array(text.utf8)) == .jsonLoneSurrogate)
  }

  @Test("what the standard leaves open: large numbers stay, equal keys and byte order marks are refused")
  func openQuestions() throws {
    let huge = "[1e10000,-123123123123123123123123123123,0.4e006699999999999999999999999]"
    #expect(try JSONWriter.bytes(of: JSONReader().readTree(Array(huge.utf8), at: Self.place)) == Array(huge.utf8))
    #expect(code(Array(#"{"a":1,"a":1}"#.utf8)) == .jsonDuplicateKey)
    #expect(code(Array(#"{"a":1,"\u0061":1}"#.utf8)) == .jsonDuplicateKey)
    #expect(code([0xEF, 0xBB, 0xBF, 0x5B, 0x5D]) == .jsonByteOrderMark)
    #expect(code([0xFF, 0xFE, 0x5B, 0, 0x5D, 0]) == .jsonNotUTF8Encoded)
    #expect(code([0, 0x5B, 0, 0x5D]) == .jsonNotUTF8Encoded)
    #expect(code([0x5B, 0, 0, 0, 0x5D, 0, 0, 0]) == .jsonNotUTF8Encoded)
    #expect(code(Array("{\"a\":1}".utf16).flatMap { [UInt8($0), 0] }) == .jsonNotUTF8Encoded)
  }

  @Test("depth is bounded, and a hundred thousand brackets are refused without recursion")
  func boundsDepth() {
    var limits = Limits()
    limits.maximumJSONDepth = 5
    #expect(code(Array("[[[[[1]]]]]".utf8), limits: limits) == nil)
    #expect(code(Array("[[[[[[1]]]]]]".utf8), limits: limits) == .jsonTooDeep)
    #expect(code(Array(#"{"a":{"a":{"a":{"a":{"a":{}}}}}}"#.utf8), limits: limits) == .jsonTooDeep)
    #expect(code([UInt8](repeating: 0x5B, count: 100_000)) == .jsonTooDeep)
    let open = [UInt8](repeating: 0x5B, count: 512)
    #expect(code(open + [UInt8](repeating: 0x5D, count: 512)) == nil)
    #expect(code([0x5B] + open + [UInt8](repeating: 0x5D, count: 513)) == .jsonTooDeep)
    #expect(code(Array(String(repeating: #"{"a":"#, count: 100_000).utf8)) == .jsonTooDeep)
  }

  @Test("the length of a number is bounded")
  func boundsNumbers() {
    let digits = [UInt8](repeating: 0x31, count: 1_000)
    #expect(code([0x5B] + digits + [0x5D]) == nil)
    #expect(code([0x5B, 0x31] + digits + [0x5D]) == .jsonNumberTooLong)
    #expect(code([0x2D] + digits) == .jsonNumberTooLong)
  }
}
