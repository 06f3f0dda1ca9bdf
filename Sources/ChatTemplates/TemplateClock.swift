/// How a template's `strftime_now` gets the time, so that the same input always gives the same text.
public enum TemplateClock: Sendable, Hashable {
  /// Always this moment, in seconds since the beginning of 1970 in UTC.
  case fixed(secondsSince1970: Int)
  /// No time: a template that asks for it ends in `template.unsupported`.
  case unavailable
}
