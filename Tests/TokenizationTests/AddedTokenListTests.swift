import Testing

@testable import Tokenization

@Suite struct AddedTokenListTests {
  @Test("tokens keep their order, and the first of an id is taken out")
  func order() {
    let plain = AddedToken("<a>", id: 7, isSpecial: false)
    let special = AddedToken("<a>", id: 7, isSpecial: true)
    let other = AddedToken("<b>", id: 8, isSpecial: true)
    var list = AddedTokenList([plain, other])
    #expect(list.contains(plain) && !list.contains(special))
    list.append(special)
    #expect(list.removeFirst(withID: 7) == plain)
    #expect(list.all == [other, special])
    #expect(!list.contains(plain) && list.contains(special))
    #expect(list.removeFirst(withID: 7) == special)
    #expect(list.removeFirst(withID: 7) == nil)
    #expect(list.all == [other])
  }
}
