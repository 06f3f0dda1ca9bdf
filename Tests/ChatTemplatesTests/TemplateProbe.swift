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

private final class ThreadBody {
  let run: () -> Void

  init(_ run: @escaping () -> Void) { self.run = run }
}

/// Runs `body` on a thread of its own whose stack has this size, in bytes; threads have 8 MB on Linux, 512 KB on macOS.
func onStack<Value: Sendable>(of byteCount: Int, _ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    let job = Unmanaged.passRetained(ThreadBody { continuation.resume(returning: body()) }).toOpaque()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, byteCount)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
      var thread: pthread_t?
      pthread_create(
        &thread, &attributes,
        {
          Unmanaged<ThreadBody>.fromOpaque($0).takeRetainedValue().run(); return nil
        }, job)
    #else
      var thread = pthread_t()
      pthread_create(
        &thread, &attributes,
        { argument in
          if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
          return nil
        }, job)
    #endif
    pthread_attr_destroy(&attributes)
  }
}

/// Runs `body` on a thread with a quarter of the stack that threads have on Linux.
func onSmallStack<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await onStack(of: 2 << 20, body)
}

/// The root of the package.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
