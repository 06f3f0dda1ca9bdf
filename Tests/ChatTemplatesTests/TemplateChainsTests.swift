import Diagnostics
import Foundation
import Testing

@testable import ChatTemplates

/// Values that hold each other in long chains, and text that is to become large: both end in a limit, with little stack
/// and little memory.
@Suite("Templates that build chains and bombs")
struct TemplateChainsTests {
  /// Runs `body` again and again, where `n.x` holds what the time before left in it.
  private static func again(_ body: String, from first: String = "1") -> String {
    "{% set n = namespace(x=\(first), d={}, l=[]) %}{% for i in range(5000) %}\(body){% endfor %}"
  }

  /// Chains that are fixed when they are made: they end in a limit on depth.
  private static let limited: [String] = [
    again("{% set n.x = n.x|map('string') %}", from: "[1]"), again("{% set n.x = n.x|select %}", from: "[1]"),
    again("{% set n.x = n.x|batch(2) %}", from: "[1]"), again("{% set n.x = n.x|slice(2) %}", from: "[1]"),
    again("{% set n.x = n.x|unique %}", from: "[1]"), again("{% set n.x = [1]|map('default', n.x) %}"),
    again("{% set n.x = [1]|selectattr('a', 'in', n.x) %}"), again("{% set n.x = {'a': n.x}|items %}"),
    again("{% set n.x = n.x|map('string') %}", from: "[1]") + "{{ n.x|list }}",
    again("{% set n.x = cycler(n.x) %}"), again("{% set n.x = [cycler(n.x)] %}"),
    again("{% set n.x = cycler(n.x).next %}"), again("{% set n.x = cycler(1, (n.x,)).reset %}"),
    again("{% set n.x = joiner(n.x) %}"), again("{% set n.x = {'a': joiner(n.x)} %}"),
    again("{% set n.x = [n.x].index %}"), again("{% set n.x = {'a': n.x}.get %}"),
    again("{% set n.x = [n.x] %}"), again("{% set n.x = (n.x,) %}"), again("{% set n.x = {'a': n.x} %}"),
    again("{% for j in [n.x] %}{% set n.x = loop %}{% endfor %}"),
    again("{% for j in [n.x] %}{% set n.x = loop.changed %}{% endfor %}"),
    again("{% for j in [n.x] recursive %}{% set n.x = loop.cycle %}{% endfor %}"),
  ]

  /// Chains through what can change afterwards: nothing limits their length but the work, and freeing them takes no
  /// stack.
  private static let unlimited: [String] = [
    again("{% set n.x = namespace(x=n.x) %}"), again("{% set n.x = n.x|reverse %}", from: "[1]"),
    again("{% for j in [1] %}{% set y = loop.changed(n.x) %}{% set n.x = loop %}{% endfor %}"),
    again("{% for j in [n]|map(attribute='x') %}{% set n.x = loop %}{% endfor %}"),
    again("{% set u = [n]|unique(attribute='x') %}{% set y = u|first %}{% set n.x = u %}"),
    "{% macro m(f) %}{% macro g() %}{{ f }}{% endmacro %}{% set n.x = g %}{% endmacro %}"
      .replacing("n.x", with: "f.x") + again("{{ m(n) }}"),
    "{% macro m(f) %}{% macro g() %}{{ f }}{% endmacro %}{{ caller(g) }}{% endmacro %}"
      + again("{% call(g) m(n.x) %}{% set n.x = g %}{% endcall %}"),
    "{% macro m(n) %}{% set y = n.x %}{% for i in [1] recursive %}{% set n.x = loop %}{% endfor %}{% endmacro %}"
      + again("{{ m(n) }}"),
    "{% macro m(n) %}{% set y = n.x %}{% for i in [1] if y %}{% set n.x = loop %}{% endfor %}{% endmacro %}"
      + again("{{ m(n) }}"),
    // Older iterators come to hold newer ones, so that neither order of freeing them is safe by itself.
    "{% set n = namespace(x=1, l=[]) %}{% for i in range(900) %}{% set n.l = n.l + [[n]|unique(attribute='x')] %}"
      + "{% endfor %}{% for i in range(899, -1, -1) %}{% set y = n.l[i]|first %}{% set n.x = n.l[i] %}{% endfor %}",
  ]

  @Test("chains of objects end in a limit, on a small stack too", arguments: limited)
  func endsChains(template: String) async {
    let outcome = await onStack(of: 512 << 10) { result(of: template) }
    #expect(outcome.error?.code == .templateLimit, "\(template): \(outcome)")
  }

  @Test("chains that no limit ends are freed on a small stack", arguments: unlimited)
  func freesChains(template: String) async {
    let outcome = await onStack(of: 512 << 10) { result(of: template) }
    #expect(outcome.text == "", "\(template): \(outcome)")
  }

  /// Text and sequences that are to become large, by every operation that can multiply.
  private static let bombs: [String] = [
    "{{ 'x' * 10**12 }}", "{{ 10**12 * 'x' }}", "{{ ('x' ~ v) * 10**9 }}", "{{ [v] * 10**12 }}", "{{ (v,) * 10**6 }}",
    "{{ ('a' * 10**6).replace('a', 'b' * 10**6) }}", "{{ ('a' * 10**6)|replace('', 'b' * 1000) }}",
    "{% set p = (['a', v] * 40000)|join %}{{ ('x' * 90000).replace('x', p) }}",
    "{% set p = (['a', v] * 40000)|join %}{{ (['x'] * 90000)|join(p) }}",
    "{{ (['a' * 1000] * 10000)|join('b' * 10000) }}", "{{ ('b' * 10**6).join('a' * 10**6) }}",
    "{% set x = 'a' * 10**6 %}{% for i in range(90000) %}{{ x[1:10**12] }}{% endfor %}",
    "{% set x = v * 10**6 %}{% for i in range(90000) %}{% set y = x[::-99] %}{% endfor %}",
    "{% set x = range(90000)|list %}{% for i in range(90000) %}{% set y = x[1:10**12] %}{% endfor %}",
    "{{ v|center(10**12) }}", "{{ v.center(10**12, 'é') }}", "{{ v.ljust(10**12) }}", "{{ v.rjust(10**12) }}",
    "{{ v.zfill(10**12) }}", "{{ ('a\n' * 10000)|indent(10**9) }}", "{{ '\t'.expandtabs(10**12) }}",
    "{{ '%1000000000000d' % 1 }}", "{{ '%.1000000000000f' % 1.5 }}", "{{ '{:>1000000000000}'.format(1) }}",
    "{{ [1]|batch(10**12, 0)|list }}", "{{ [1]|slice(10**12)|list|length }}", "{{ [1]|tojson(indent=10**12) }}",
    "{{ ('a' * 10**7)|list|length }}", "{{ ('a ' * 10**7).split()|length }}", "{{ range(10**12)|list }}",
    "{% set n = namespace(x='a' ~ v) %}{% for i in range(64) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x=[v]) %}{% for i in range(64) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "{% set n = namespace(x=[v]) %}{% for i in range(64) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}",
    "{% for i in range(90000) %}{% for j in range(9) %}a{{ v }}{% endfor %}{% endfor %}",
    "{% for i in range(90000) %}{% set x = range(90)|map('batch', 1)|list %}{% endfor %}",
  ]

  #if os(Linux)
    /// A growing array can take twice its size while its old copy is still there: three times what a template may build,
    /// beside what the process of the tests takes itself.
    private static let mostMemory = (128 << 20) + 3 * Limits().maximumTemplateOutputBytes

    /// The most memory that this process has had at once, in bytes.
    private static func peakMemory() throws -> Int {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
      return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) << 10
    }

    @Test("bombs end in a limit, with little stack and little memory")
    func endsBombs() async {
      await #expect(processExitsWith: .success) {
        for template in Self.bombs {
          let outcome = await onStack(of: 512 << 10) {
            result(of: template, [("v", .string("c", origin: .content(message: 0, part: 0)))])
          }
          #expect(outcome.error?.code == .templateLimit, "\(template): \(outcome)")
          let peak = try Self.peakMemory()
          #expect(peak < Self.mostMemory, "\(template): \(peak) bytes")
        }
      }
    }
  #endif
}
