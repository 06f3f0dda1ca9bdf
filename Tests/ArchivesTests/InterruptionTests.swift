import Foundation
import Testing

@testable import Archives

@Suite("Interruption")
struct InterruptionTests {
  @Test("a request wakes a thread that waits for input that does not come")
  func wakes() async throws {
    let theSwitch = InterruptionSwitch()
    theSwitch.prepare()
    let silent = Pipe()
    let waiting = Task.detached { try theSwitch.wait(toRead: silent.fileHandleForReading.fileDescriptor) }
    try await Task.sleep(for: .milliseconds(50))
    theSwitch.request()
    await #expect(throws: Interrupted.self) { try await waiting.value }
    _ = silent.fileHandleForWriting
  }

  @Test("a request that came before the wait is not slept through")
  func before() throws {
    let theSwitch = InterruptionSwitch()
    theSwitch.prepare()
    theSwitch.request()
    let silent = Pipe()
    #expect(throws: Interrupted.self) { try theSwitch.wait(toRead: silent.fileHandleForReading.fileDescriptor) }
    _ = silent.fileHandleForWriting
  }

  @Test("input that is there ends the wait, and so does its end")
  func input() throws {
    let theSwitch = InterruptionSwitch()
    theSwitch.prepare()
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data([1]))
    try theSwitch.wait(toRead: pipe.fileHandleForReading.fileDescriptor)
    let ended = Pipe()
    try ended.fileHandleForWriting.close()
    try theSwitch.wait(toRead: ended.fileHandleForReading.fileDescriptor)
  }
}
