extension UInt8 {
  /// Whether it is white space of ASCII: a space, a tab, a line break, a vertical tab or a form feed.
  @inlinable public var isASCIIWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
