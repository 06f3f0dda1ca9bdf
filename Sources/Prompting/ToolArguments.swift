/// How the arguments of a call are written.
public enum ToolArguments: Hashable, Sendable {
  /// As an object, which transformers' guide asks of a dataset: `{"drug": "x"}`.
  case object
  /// As a string that holds the JSON of one, as OpenAI's records have it: `"{\"drug\": \"x\"}"`.
  case text
}
