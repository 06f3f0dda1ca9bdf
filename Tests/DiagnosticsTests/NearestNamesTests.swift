import Diagnostics
import Testing

@Suite struct NearestNamesTests {
  @Test(
    "the distance counts insertions, deletions, replacements and swaps",
    arguments: [
      ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("mistral", "mistrla", 1),
      ("ca", "abc", 3), ("flaw", "lawn", 2),
    ])
  func distances(first: String, second: String, expected: Int) {
    #expect(NearestNames.distance(Array(first.utf8), Array(second.utf8)) == expected)
    #expect(NearestNames.distance(Array(second.utf8), Array(first.utf8)) == expected)
  }

  @Test("a misspelt name finds its neighbours, nearest first, whatever the case")
  func nearest() {
    let names = ["qwen2.5-7b-instruct", "mistral-7b-instruct-v0.3", "mistral-7b-instruct-v0.1"]
    let near = NearestNames(to: "MISTRAL-7b-instrcut-v0.3", among: names)
    #expect(near.names == ["mistral-7b-instruct-v0.3", "mistral-7b-instruct-v0.1"])
    #expect(near.question == "did you mean \"mistral-7b-instruct-v0.3\" or \"mistral-7b-instruct-v0.1\"?")
  }

  @Test("a part of a name finds it although the edit distance is large")
  func parts() {
    #expect(NearestNames(to: "qwen", among: ["mistral", "qwen2.5-7b-instruct"]).names == ["qwen2.5-7b-instruct"])
  }

  @Test("a part of a name is nearer than a name as short, whatever stands between letters and digits")
  func partsFirst() {
    let profiles = ["alpaca", "chatml", "deepseek-v3", "llama-2-7b-chat", "llama-3.1-8b-instruct"]
    #expect(NearestNames(to: "llama3", among: profiles, maximumDistance: .max).names.first == "llama-3.1-8b-instruct")
    #expect(NearestNames(to: "alpacca", among: profiles, maximumDistance: .max).names.first == "alpaca")
  }

  @Test("nothing near gives no question")
  func nothing() {
    #expect(NearestNames(to: "xyzzy", among: ["mistral", "qwen"]).question == nil)
    #expect(NearestNames(to: "qwen", among: ["qwen1", "qwen2"], maximumCount: 0).names == [])
  }

  @Test("no more names than asked for are returned")
  func maximum() {
    #expect(NearestNames(to: "a", among: ["b", "c", "d", "e"]).names == ["b", "c", "d"])
  }
}
