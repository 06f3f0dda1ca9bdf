/// What an export does when something stands at its destination already.
public enum OverwritePolicy: Sendable {
  /// Fails with `export.exists`.
  case refuse
  /// Replaces an earlier export, once the new one is complete; fails with `export.not-replaceable` on anything else.
  case replace
}
