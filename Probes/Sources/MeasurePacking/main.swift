import ProcessorTime
import SequencePacking

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MeasurePacking COUNT CONTEXT: processor time of packing COUNT lengths into rows of CONTEXT tokens, by best-fit decreasing and
// the other ways that do not search. The lengths are log-normal with a median of 160 and a mean near 256, as those of
// instructions are, from a fixed seed; longer ones are cut to the context.

struct Draws {
  var state: UInt64 = 7

  /// Evenly from 0 to 1, without 0.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Double(state >> 11) + 1) / 9_007_199_254_740_992
  }
}

let arguments = CommandLine.arguments
let count = arguments.count > 1 ? Int(arguments[1]) ?? 1_000_000 : 1_000_000
let context = arguments.count > 2 ? Int(arguments[2]) ?? 4_096 : 4_096
var draws = Draws()
let lengths = (0..<count).map { _ in
  let normal = (-2 * log(draws.next())).squareRoot() * cos(2 * Double.pi * draws.next())
  return Int32(min(max(exp(5.07 + 0.97 * normal), 1), Double(context)))
}
for strategy in [PackingStrategy.bestFit, .firstFit, .sequential] {
  var seconds: [Double] = []
  var rowCount = 0
  var efficiency = 0.0
  for _ in 0..<7 {
    let start = processorSeconds()
    let plan = try SequencePacker.plan(
      lengths: lengths, rules: PackingRules(strategy, contextLength: context))
    seconds.append(processorSeconds() - start)
    (rowCount, efficiency) = (plan.rowCount, plan.efficiency)
  }
  seconds.sort()
  let milliseconds = seconds.map { Int(($0 * 1_000).rounded()) }
  let use = Int((efficiency * 100_000).rounded())
  print(
    "\(strategy.rawValue): \(count) lengths, context \(context): \(milliseconds[3]) ms (\(milliseconds[0]) to \(milliseconds[6])), \(rowCount) rows, \(use / 1_000).\(String(use % 1_000 + 1_000).dropFirst()) % in use"
  )
}
