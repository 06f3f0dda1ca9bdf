extension TrainerGuide {
  /// Source: `llamafactory/data/parser.py`, `loader.py` and `converter.py` 0.9.5. `formatting: openai` is passed over as it
  /// adds a system prompt of its own ("detailed thinking off") to every conversation.
  static func llamaFactory(_ export: TrainedExport) -> TrainerGuide {
    export.manifest.rowSchema == .tokens ? tokenizedLLaMAFactory(export) : conversationsForLLaMAFactory(export)
  }

  private static func conversationsForLLaMAFactory(_ export: TrainedExport) -> TrainerGuide {
    let columns = ["\"messages\": \"messages\""] + (export.keys.tools ? ["\"tools\": \"tools\""] : [])
    func entry(_ name: String, _ split: SplitDescription) -> String {
      """
        "\(name)": {
          "hf_hub_url": \(export.folder),
          "split": \(TrainedExport.quoted(split.name)),
          "formatting": "sharegpt",
          "columns": {\(columns.joined(separator: ", "))},
          "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant",
                   "observation_tag": "tool", "function_tag": "function_call", "system_tag": "system"}
        }
      """
    }
    var entries = [entry("trainpack_train", export.training)]
    var settings = ["dataset: trainpack_train"]
    if let evaluation = export.evaluation {
      entries.append(entry("trainpack_eval", evaluation))
      settings.append("eval_dataset: trainpack_eval")
    }
    settings += ["cutoff_len: \(export.contextLength + 1)", "packing: true", "neat_packing: true"]
    return TrainerGuide(
      [
        LoaderLine(
          purpose: "In the file `dataset_info.json` of the folder that `dataset_dir` names", language: "json",
          code: "{\n\(entries.joined(separator: ",\n"))\n}"),
        LoaderLine(
          purpose: "In the configuration, beside `template`", language: "yaml", code: settings.joined(separator: "\n")),
      ],
      traps: [
        "`hf_hub_url` takes the folder's path and reads the split and the types that this card states; `file_name` takes one "
          + "file, or a folder of which it reads every file, all splits together, and neither a tar nor a .gz.",
        "`packing` takes one token off `cutoff_len`, so it is one more than the context length; without `packing` the same "
          + "does no harm, and what is longer is cut off. Its default is 2048.",
        "`packing` without `neat_packing` lets the examples of a row see each other.",
        "`formatting: openai` would add the system prompt \"detailed thinking off\" to conversations without one.",
        "A conversation whose turns of user and assistant do not alternate, or which ends with the user, is left out with a "
          + "warning.",
        rendering(export, by: "LLaMA-Factory's own `template`"),
      ])
  }

  private static func tokenizedLLaMAFactory(_ export: TrainedExport) -> TrainerGuide {
    func load(_ split: SplitDescription) -> String {
      "load_dataset(\(LoaderLine.pythonLiteral(export.directory)), split=\(LoaderLine.pythonLiteral(split.name)))"
    }
    let evaluation = export.evaluation.map { "\nsplits[\"validation\"] = \(load($0))" } ?? ""
    let code = """
      from datasets import DatasetDict, load_dataset
      rows = \(load(export.training))
      splits = DatasetDict({"train": rows})\(evaluation)
      splits.save_to_disk("llama-factory-tokens")
      """
    // Without a name it does not start, though it reads nothing of that name.
    let names = ["dataset: trainpack_train"] + (export.evaluation == nil ? [] : ["eval_dataset: trainpack_eval"])
    return TrainerGuide(
      [
        LoaderLine(
          purpose: "Once, with the `datasets` that LLaMA-Factory uses: the rows as its own cache of tokenized data",
          language: "python", code: code),
        LoaderLine(
          purpose: "In the configuration", language: "yaml",
          code: (["tokenized_path: \"llama-factory-tokens\""] + names).joined(separator: "\n")),
      ],
      traps: [
        "The tokens and labels are trained as they are; `dataset`, `template`, `cutoff_len` and `packing` are ignored for a "
          + "`tokenized_path`, so nothing is packed. `dataset` has to name something all the same, which need not be there.",
        "An empty or missing folder at `tokenized_path` is no error: LLaMA-Factory would prepare `dataset` instead and write "
          + "it there.",
      ])
  }
}
