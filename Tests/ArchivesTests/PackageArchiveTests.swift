import Archives
import Diagnostics
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct PackageArchiveTests {
  /// Made with Python's `zipfile`: a deflated member `a/b.txt` ("hello" 40 times) and a stored one `empty`.
  private static let zip = """
    UEsDBBQAAAAIAAAAIQDhUNMACgAAAMgAAAAHAAAAYS9iLnR4dMtIzcnJzxj6BABQSwMEFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAUAAABlbXB0eVBL\
    AQIUAxQAAAAIAAAAIQDhUNMACgAAAMgAAAAHAAAAAAAAAAAAAACAAQAAAABhL2IudHh0UEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAUAAAAA\
    AAAAAAAAAIABLwAAAGVtcHR5UEsFBgAAAAACAAIAaAAAAFIAAAAAAA==
    """

  private func package(_ bytes: [UInt8]) throws -> (archive: PackageArchive, remove: () -> Void) {
    let file = FileManager.default.temporaryDirectory.appending(path: "trainpack-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    return (PackageArchive(path: file.path), { try? FileManager.default.removeItem(at: file) })
  }

  private static var zipBytes: [UInt8] { Data(base64Encoded: zip).map { [UInt8]($0) } ?? [] }

  @Test("members of a zip archive are found by name, deflated or stored")
  func zip() throws {
    let (archive, remove) = try package(Self.zipBytes)
    defer { remove() }
    let hello = [UInt8]((0..<40).flatMap { _ in Array("hello".utf8) })
    #expect(try archive.contents(ofMember: "a/b.txt", maximumByteCount: 200) == hello)
    #expect(try archive.contents(ofMember: "empty", maximumByteCount: 0) == [])
    #expect(try archive.contents(ofMember: "b.txt", maximumByteCount: 200) == nil)
  }

  @Test("a member that is larger than allowed is refused")
  func limit() throws {
    let (archive, remove) = try package(Self.zipBytes)
    defer { remove() }
    let error = #expect(throws: TrainPackError.self) {
      try archive.contents(ofMember: "a/b.txt", maximumByteCount: 199)
    }
    #expect(error?.code == .limitExceeded)
  }

  @Test("a zip archive that is cut off anywhere, or none at all, is an error and no trap")
  func damaged() throws {
    for length in 0..<Self.zipBytes.count {
      let (archive, remove) = try package(Array(Self.zipBytes.prefix(length)))
      defer { remove() }
      #expect(throws: TrainPackError.self, "\(length) bytes") {
        try archive.contents(ofMember: "a/b.txt", maximumByteCount: 200)
      }
    }
    #expect(throws: TrainPackError.self) {
      try PackageArchive(path: "/nowhere.whl").contents(ofMember: "a", maximumByteCount: 1)
    }
  }
}
