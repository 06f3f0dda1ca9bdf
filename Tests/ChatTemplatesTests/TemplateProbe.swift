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

/// Runs `body` on a thread of its own with a quarter of the stack that threads have on Linux.
func onSmallStack<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = 2 << 20
    thread.start()
  }
}

/// The root of the package.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
