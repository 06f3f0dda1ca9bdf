import ArgumentParser

/// A number of bytes as people write it: `512MB`, `2GiB`, `1000000`.
struct ByteSize: Hashable, Sendable, CustomStringConvertible {
  let count: Int

  private static let units: [(suffix: String, bytes: Int)] = [
    ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1 << 40), ("kb", 1_000), ("mb", 1_000_000),
    ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("b", 1), ("", 1),
  ]

  init(count: Int) { self.count = count }

  /// - Throws: A usage error that says what a size is.
  init(parsing argument: String) throws {
    guard let size = ByteSize(argument: argument) else {
      throw ValidationError(
        "a size is a whole number of bytes from 1 on, alone or with a unit right after it: kB, MB, GB, TB, KiB, MiB, GiB "
          + "or TiB, such as 512MB, 2GiB or 3500kB")
    }
    self = size
  }

  init?(argument: String) {
    let text = argument.lowercased()
    guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
      let value = Int(text.dropLast(unit.suffix.count)), value > 0
    else { return nil }
    let (bytes, overflow) = value.multipliedReportingOverflow(by: unit.bytes)
    if overflow { return nil }
    count = bytes
  }

  var description: String { count % 1_000_000 == 0 ? "\(count / 1_000_000)MB" : "\(count)" }
}
