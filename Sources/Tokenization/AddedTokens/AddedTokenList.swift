/// Added tokens in the order in which they are matched, each once, found by their id.
struct AddedTokenList {
  private var tokens: [AddedToken?]
  private var places: [Int32: [Int]] = [:]
  private var known: Set<AddedToken>

  init(_ tokens: [AddedToken]) {
    self.tokens = tokens
    known = Set(tokens)
    for (place, token) in tokens.enumerated() { places[token.id, default: []].append(place) }
  }

  var all: [AddedToken] { tokens.compactMap(\.self) }

  func contains(_ token: AddedToken) -> Bool { known.contains(token) }

  mutating func append(_ token: AddedToken) {
    places[token.id, default: []].append(tokens.count)
    tokens.append(token)
    known.insert(token)
  }

  /// Takes out the first token that has this id.
  mutating func removeFirst(withID id: Int32) -> AddedToken? {
    guard let place = places[id]?.first, let token = tokens[place] else { return nil }
    places[id]?.removeFirst()
    tokens[place] = nil
    known.remove(token)
    return token
  }
}
