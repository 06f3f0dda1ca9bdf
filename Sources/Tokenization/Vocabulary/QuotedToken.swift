/// A token for people to read: quoted, and in hexadecimal where it is not UTF-8.
func quoted(_ bytes: some Collection<UInt8>) -> String {
  let shown = Array(bytes.prefix(64))
  let dots = bytes.count > shown.count ? "…" : ""
  if let text = String(validating: shown, as: UTF8.self) { return "\"\(text)\(dots)\"" }
  return "bytes " + shown.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ") + dots
}
