import Foundation
import Testing

@testable import TrainPackCommands

/// Calls of tools for Mistral's models, held against Mistral's own encoder.
@Suite("Calls of tools against Mistral's encoder")
struct MistralCallReferenceTests {
  static let profiles = ["mistral-7b-instruct-v0.3", "mistral-nemo-instruct-2407"]
  private let folder = try? TemporaryFolder()

  /// A home with the vocabularies that ship and Nemo's.
  private func home() throws -> String {
    let manager = FileManager.default
    let path = try #require(folder).path
    let own = path + "/Vocabularies"
    if manager.fileExists(atPath: own) { return path }
    try manager.createDirectory(atPath: own, withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: path + "/ModelProfiles", withDestinationPath: Places.root + "/ModelProfiles")
    for source in [Places.root + "/Vocabularies", Places.shared + "/data/vocabularies/tekken"] {
      for name in (try? manager.contentsOfDirectory(atPath: source)) ?? []
      where !manager.fileExists(atPath: own + "/" + name) {
        try manager.createSymbolicLink(atPath: own + "/" + name, withDestinationPath: source + "/" + name)
      }
    }
    return path
  }

  private static let tools = """
    "tools":[{"type":"function","function":{"name":"w","description":"d é <x> & \\"y\\"","parameters":{"type":"object",\
    "properties":{"c":{"type":"string","description":"the 'city'"}},"required":["c"]}}}]
    """

  private static func user(_ text: String) -> String { #"{"role":"user","content":"\#(text)"}"# }

  private static func answer(_ text: String) -> String { #"{"role":"assistant","content":"\#(text)"}"# }

  /// Calls by their identifiers' first letters, with arguments as the record writes them.
  private static func calls(_ calls: (String, String)...) -> String {
    let written = calls.map {
      #"{"type":"function","id":"\#($0)12345678","function":{"name":"w","arguments":\#($1)}}"#
    }
    return #"{"role":"assistant","content":null,"tool_calls":[\#(written.joined(separator: ","))]}"#
  }

  private static func result(_ id: String, _ text: String) -> String {
    #"{"role":"tool","tool_call_id":"\#(id)12345678","content":"\#(text)"}"#
  }

  private static func record(_ messages: String..., hasTools: Bool = true) -> String {
    #"{"messages":[\#(messages.joined(separator: ","))]\#(hasTools ? "," + tools : "")}"#
  }

  private static let records = [
    record(
      user("hi"), calls(("a", #"{"c":"x"}"#)), result("a", "sunny today"), answer("It is <b>sunny</b>."),
      hasTools: false),
    record(user("hi"), calls(("a", #""{\"c\": \"x\"}""#)), result("a", "sunny"), answer("ok")),
    record(
      user("hi"), calls(("a", #"{"c":"é \"q\" <&> '發燒'","n":[1,2.5,null]}"#), ("b", "{}")),
      result("a", #"two\nlines \"quoted\" \\ back"#), result("b", "7"), answer("ok"), user("more"), answer("end")),
    record(
      #"{"role":"system","content":"Be kind."}"#, user("hi"), calls(("a", #"{"c":"x"}"#)), result("a", "8.5"),
      answer("ok"), user("thanks"), calls(("c", #""{\"c\": \"<x>\"}""#)), result("c", "content"), answer("bye")),
    record(user("hi"), answer("hello"), user("and?"), calls(("d", #"{"c":"x"}"#))),
  ]

  @Test(
    "identifiers, objects and strings, several calls and their results are encoded as Mistral does", arguments: profiles
  )
  func equal(profile: String) throws {
    let test = "MistralCallReferenceTests.equal of \(profile)"
    guard Places.shared("data/vocabularies/tekken/tekken_240718.json", for: test) != nil,
      let python = OraclePython.path(for: test, notCovered: "calls of tools against mistral_common")
    else { return }
    let data = try #require(folder).file("calls.jsonl", Self.records.joined(separator: "\n") + "\n")
    let out = try #require(folder).path + "/" + profile
    let model = ["--profile", profile, "--home", try home()]
    let run = CommandRun(["export", data, "--rows", "tokens", "--layout", "jsonl", "--output", out] + model)
    #expect(run.status == 0, "\(run.errors)")
    let shard = try String(contentsOfFile: out + "/data/train-00000-of-00001.jsonl", encoding: .utf8)
    let rows = shard.split(separator: "\n").map {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["input_ids"] as? [Int]
    }
    let reference = try OraclePython.run(python, "mistral_calls.py", [profile, data])
    let expected = reference.output.split(separator: "\n").filter { $0.hasPrefix("[") }.map {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [Int]
    }
    #expect(reference.status == 0 && expected.count == Self.records.count, "\(reference.output)")
    for (index, record) in Self.records.enumerated() where rows.count > index && expected.count > index {
      #expect(rows[index] == expected[index], "\(record)")
    }
    #expect(rows.count == expected.count)
  }

  @Test("results of tools, which the template writes as JSON, are neither lost nor repeated", arguments: profiles)
  func findings(profile: String) throws {
    guard Places.shared("data/vocabularies/tekken/tekken_240718.json", for: "MistralCallReferenceTests.findings") != nil
    else { return }
    let data = try #require(folder).file("calls.jsonl", Self.records.joined(separator: "\n") + "\n")
    let run = CommandRun(["check", data, "--json", "--profile", profile, "--home", try home()])
    let codes = try #require(run.json?["findings"] as? [[String: Any]]).compactMap { $0["code"] as? String }
    #expect(!codes.contains("check.content-repeated") && !codes.contains("check.content-lost"), "\(codes)")
  }
}
