import Diagnostics
import StrictJSON

/// Where the value of a field came from.
public struct ProvenanceNote: Hashable, Sendable {
  public enum Confidence: String, Hashable, Sendable, CaseIterable {
    /// Read from the model's own file.
    case file
    /// Follows from other fields.
    case computed
    /// Stated in the model's `config.json`.
    case config
    /// Stated in a paper.
    case paper
    /// Stated in a model card or announcement.
    case card
    /// Decided by the profile's author.
    case chosen
  }

  /// A JSON pointer into the profile.
  public var field: String
  public var source: String
  public var confidence: Confidence
}

/// A field on which sources disagree.
public struct ProfileConflict: Hashable, Sendable {
  /// What one source says.
  public struct Claim: Hashable, Sendable {
    public var value: String
    public var source: String
  }

  /// A JSON pointer into the profile.
  public var field: String
  /// What the sources say; two or more.
  public var claims: [Claim]
  /// What the profile goes by.
  public var chosen: String
  public var reason: String
}

extension ProvenanceNote {
  init(reading value: JSONValue, of document: JSONDocument) throws {
    let fields = try ObjectFields(value, keys: ["field", "source", "confidence"], codes: .profile)
    field = try fields.pointer("field", in: document)
    source = try fields.text("source")
    confidence = try fields.choice("confidence")
  }
}

extension ProfileConflict {
  init(reading value: JSONValue, of document: JSONDocument) throws {
    let fields = try ObjectFields(value, keys: ["field", "claims", "chosen", "reason"], codes: .profile)
    field = try fields.pointer("field", in: document)
    claims = try fields.elements("claims").map {
      let claim = try ObjectFields($0, keys: ["value", "source"], codes: .profile)
      return Claim(value: try claim.text("value"), source: try claim.text("source"))
    }
    chosen = try fields.text("chosen")
    reason = try fields.text("reason")
    if claims.count < 2 { throw fields.wrong(fields["claims"], "a conflict has two claims at least") }
  }
}

extension ObjectFields {
  /// A JSON pointer to a field that the document has.
  fileprivate func pointer(_ key: String, in document: JSONDocument) throws -> String {
    let text = try anyText(self[key])
    guard let pointer = try? JSONPointer(text), !pointer.tokens.isEmpty, document.value(at: pointer) != nil else {
      throw wrong(self[key], "\"\(text)\" points to no field of this profile")
    }
    return text
  }
}
