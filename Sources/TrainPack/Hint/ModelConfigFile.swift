import Archives
import Diagnostics
import SizeHints
import StrictJSON

/// The `config.json` of a model on the Hugging Face Hub, as far as adapters depend on it.
///
/// - Source: the configuration classes of transformers, with the defaults that files of these types rely on.
struct ModelConfigFile {
  let shape: ModelShape

  /// - Throws: What opening and reading the file throws; `hint.config-invalid`.
  init(path: String) throws {
    let limits = Limits()
    let bytes = try TrainPackError.naming("--config") {
      try ByteSource.open(path, limits: limits).readAll(
        maximumByteCount: limits.maximumRecordBytes, limit: "bytes in one configuration")
    }
    try self.init(reading: bytes, path: path)
  }

  init(reading bytes: [UInt8], path: String) throws {
    let root = try JSONReader().read(bytes, at: InputLocation(source: path, line: 1, column: 1, byteOffset: 0)).root
    guard root.kind == .object else {
      throw Self.invalid("a configuration is an object, not \(root.kind.name)", at: root)
    }
    // Models that see images keep the language model's figures in an object of their own.
    var fields = root
    if root["hidden_size"] == nil, let inner = root["text_config"], inner.kind == .object { fields = inner }
    guard let typeValue = fields["model_type"] ?? root["model_type"], let type = typeValue.string else {
      throw Self.invalid("the configuration names no model_type", at: fields["model_type"] ?? fields)
    }
    let heads = try Self.positive("num_attention_heads", in: fields)
    let hidden = try Self.positive("hidden_size", in: fields)
    var headSize = try Self.positive("head_dim", in: fields)
    if headSize == nil, Self.typesThatDivideHiddenSize.contains(type), let heads, let hidden, hidden % heads == 0 {
      headSize = hidden / heads
    }
    var keyHeads = try Self.positive("num_key_value_heads", in: fields)
    if keyHeads == nil, Self.typesWithoutGroups.contains(type) { keyHeads = heads }
    let experts =
      try Self.positive("num_local_experts", in: fields) ?? Self.positive("num_experts", in: fields)
      ?? Self.positive("n_routed_experts", in: fields)
    shape = ModelShape(
      modelType: type, layers: try Self.positive("num_hidden_layers", in: fields), hiddenSize: hidden,
      attentionHeads: heads, keyValueHeads: keyHeads, headSize: headSize,
      feedForwardSize: try Self.positive("intermediate_size", in: fields), experts: experts == 1 ? nil : experts)
  }

  /// Types whose heads are the hidden size over their number where `head_dim` is not stated.
  private static let typesThatDivideHiddenSize = ["llama", "mistral", "mixtral", "qwen2", "qwen2_moe", "phi3"]
  /// Types with as many key-value heads as heads where their number is not stated.
  private static let typesWithoutGroups = ["llama", "phi3"]

  private static func positive(_ key: String, in fields: JSONValue) throws -> Int? {
    guard let value = fields[key], !value.isNull else { return nil }
    guard let number = value.int, number > 0 else { throw invalid("\(key) is no whole number above 0", at: value) }
    return number
  }

  private static func invalid(_ message: String, at value: JSONValue) -> TrainPackError {
    TrainPackError(
      .hintConfigInvalid, message, at: value.location,
      fix: "name the config.json of a model, as it lies in its repository on the Hub")
  }
}
