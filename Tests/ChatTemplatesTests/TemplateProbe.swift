import Diagnostics
import Foundation
import Prompting

@testable import ChatTemplates

/// What became of a template.
enum TemplateResult: Sendable {
  case text(ProvenancedText)
  case refused(TrainPackError)
  case foreign(String)

  var text: String? {
    if case .text(let text) = self { return text.string }
    return nil
  }

  var error: TrainPackError? {
    if case .refused(let error) = self { return error }
    return nil
  }
}

/// Reads a template and renders it.
func result(
  of template: String, _ variables: [(String, TemplateValue)] = [], limits: Limits = Limits(), name: String = "test"
) -> TemplateResult {
  do {
    let template = try ChatTemplate(source: Array(template.utf8), name: name, limits: limits)
    return .text(try template.render(variables).text)
  } catch let error as TrainPackError {
    return .refused(error)
  } catch {
    return .foreign("\(error)")
  }
}

/// Carries a thread's work and what came of it; one thread after the other touches it.
private final class ThreadBody<Value: Sendable>: @unchecked Sendable {
  private let body: @Sendable () -> Value
  private(set) var value: Value?

  init(_ body: @escaping @Sendable () -> Value) { self.body = body }

  func run() { value = body() }
}

/// Memory for a thread's stack, with a page below it that must not be touched.
///
/// A system that is only told the size of a stack may give a thread a larger one that an earlier thread has left.
private struct StackMemory: @unchecked Sendable {
  private static let guardByteCount = 1 << 16
  let base: UnsafeMutableRawPointer
  let byteCount: Int
  private let mapping: UnsafeMutableRawPointer

  init?(byteCount: Int) {
    let count = byteCount + Self.guardByteCount
    guard let mapping = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      mapping != MAP_FAILED, mprotect(mapping, Self.guardByteCount, PROT_NONE) == 0
    else { return nil }
    self.mapping = mapping
    self.byteCount = byteCount
    base = mapping + Self.guardByteCount
  }

  func free() { munmap(mapping, byteCount + Self.guardByteCount) }
}

/// Runs `body` on a thread of its own whose stack has exactly this size, in bytes; threads have 8 MB on Linux, 512 KB on
/// macOS.
func onStack<Value: Sendable>(of byteCount: Int, _ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().async {
      let job = ThreadBody(body)
      guard let stack = StackMemory(byteCount: byteCount) else { fatalError("no memory for a stack of \(byteCount)") }
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setstack(&attributes, stack.base, stack.byteCount)
      let runner: @Sendable () -> Void = { job.run() }
      let argument = Unmanaged.passRetained(ThreadBody(runner)).toOpaque()
      #if canImport(Darwin)
        var thread: pthread_t?
        pthread_create(
          &thread, &attributes,
          {
            Unmanaged<ThreadBody<Void>>.fromOpaque($0).takeRetainedValue().run()
            return nil
          }, argument)
        if let thread { pthread_join(thread, nil) }
      #else
        var thread = pthread_t()
        pthread_create(
          &thread, &attributes,
          { argument in
            if let argument { Unmanaged<ThreadBody<Void>>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
          }, argument)
        pthread_join(thread, nil)
      #endif
      pthread_attr_destroy(&attributes)
      stack.free()
      guard let value = job.value else { fatalError("the thread has not run") }
      continuation.resume(returning: value)
    }
  }
}

/// Runs `body` on a thread with a quarter of the stack that threads have on Linux.
func onSmallStack<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await onStack(of: 2 << 20, body)
}

/// The root of the package.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
