import ChatTemplates
import Diagnostics

/// Any bytes are a template, or a typed error: `make fuzz` runs this with libFuzzer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTemplateParser(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let source = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    _ = try ChatTemplate(source: source, name: "fuzz")
  } catch {
    expect(error is TrainPackError, "an error without a code: \(error)")
  }
  return 0
}

/// What does not hold ends the run, and libFuzzer keeps the input.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
