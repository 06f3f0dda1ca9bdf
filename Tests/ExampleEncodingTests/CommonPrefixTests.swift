import ExampleEncoding
import Testing

@Suite struct CommonPrefixTests {
  @Test("sequences begin alike until they part, or until the shorter ends")
  func counts() {
    #expect([1, 2, 3].commonPrefixCount([1, 5, 3]) == 1)
    #expect([1, 2].commonPrefixCount([1, 2, 3]) == 2)
    #expect([1, 2, 3].commonPrefixCount([1, 2]) == 2)
    #expect([].commonPrefixCount([1]) == 0)
    #expect("fever".utf8.reversed().commonPrefixCount(Array("never".utf8).reversed()) == 4)
  }
}
