import Diagnostics
import StrictJSON

@testable import ModelProfiles

/// A profile that ships, as a JSON tree that tests change.
struct EditedProfile {
  var tree: JSON

  /// Profiles that between them have every kind of field.
  static let paths = [
    "ModelProfiles/mistral/mistral-7b-instruct-v0.1.json", "ModelProfiles/mistral/mistral-7b-instruct-v0.3.json",
    "ModelProfiles/qwen/qwen2.5-7b-instruct.json", "ModelProfiles/deepseek/deepseek-v3.json",
  ]

  /// Every profile that ships.
  static let allPaths =
    paths
    + [
      "mistral/mistral-nemo-instruct-2407", "llama/llama-2-7b-chat", "llama/llama-3.1-8b-instruct", "llama/meditron-7b",
      "gemma/gemma-2-9b-it", "phi/phi-3-mini-4k-instruct", "generic/generic-chatml", "generic/generic-alpaca",
    ].map { "ModelProfiles/\($0).json" }

  init(_ path: String) throws {
    tree = try JSONReader().readTree(try PackageFiles.bytes(path), at: InputLocation(source: path))
  }

  static func mistral() throws -> EditedProfile { try EditedProfile(paths[0]) }
  static func qwen() throws -> EditedProfile { try EditedProfile(paths[2]) }

  var bytes: [UInt8] { JSONWriter.bytes(of: tree, layout: .indented) }

  /// Replaces the value at a pointer; adds the member where the object has none; removes it for `nil`.
  mutating func set(_ pointer: String, _ value: JSON?) throws {
    tree = Self.edited(tree, at: try JSONPointer(pointer).tokens[...], value)
  }

  private static func edited(_ tree: JSON, at path: ArraySlice<[UInt8]>, _ value: JSON?) -> JSON {
    guard let key = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    if let array = tree.array {
      var copy = array
      guard let position = Int(String(decoding: key, as: UTF8.self)), copy.indices.contains(position) else {
        return tree
      }
      if rest.isEmpty, value == nil {
        copy.remove(at: position)
      } else {
        copy[position] = edited(copy[position], at: rest, value)
      }
      return .array(copy)
    }
    var members = tree.members ?? []
    if let position = members.firstIndex(where: { $0.key == key }) {
      if rest.isEmpty, value == nil {
        members.remove(at: position)
      } else {
        members[position].value = edited(members[position].value, at: rest, value)
      }
    } else if let value {
      members.append(JSON.Member(key: key, value: value))
    }
    return .object(members)
  }

  /// The pointers of all members of objects, at any depth, with their values.
  var members: [(pointer: String, value: JSON)] {
    var found: [(String, JSON)] = []
    func walk(_ value: JSON, _ pointer: JSONPointer) {
      for member in value.members ?? [] {
        let place = pointer.appending(key: member.key)
        found.append((place.description, member.value))
        walk(member.value, place)
      }
      for (position, element) in (value.array ?? []).enumerated() {
        walk(element, pointer.appending(position: position))
      }
    }
    walk(tree, JSONPointer())
    return found
  }

  /// The error that reading the profile throws.
  func error() -> TrainPackError? {
    do {
      _ = try ModelProfile(reading: bytes, path: "edited.json")
      return nil
    } catch {
      return error as? TrainPackError
    }
  }
}
