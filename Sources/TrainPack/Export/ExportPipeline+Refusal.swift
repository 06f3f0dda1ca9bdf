import ContextFitting
import DatasetChecks
import Diagnostics
import Prompting
import ShardExport

/// Why an export stops, with the command that shows more.
extension ExportPipeline {
  /// The error for a message of which the template left text out.
  func lostContent(of message: Int, in conversation: Conversation) -> TrainPackError {
    var location = conversation.location
    location.recordID = conversation.recordID
    location.pointer = conversation.messages[message].parts.first { !$0.field.isEmpty }?.field
    let role = conversation.messages[message].role.rawValue
    return TrainPackError(
      .exportContentLost,
      "the chat template of \(model.profile.id) leaves out text of message \(message + 1), of the role \(role)",
      at: location,
      fix: "count such records with `\(command("check"))`; move the text into a message that the template keeps or "
        + "choose another profile, set such records aside with --on-bad-record skip, or export them without that text "
        + "with --on-lost-content keep")
  }

  /// The error for a message of whose calls of tools the template left one out.
  func lostCall(of message: Int, in conversation: Conversation) -> TrainPackError {
    var location = conversation.location
    location.recordID = conversation.recordID
    location.pointer = conversation.messages[message].toolCalls.first.flatMap { $0.field.isEmpty ? nil : $0.field }
    return TrainPackError(
      .exportContentLost,
      "the chat template of \(model.profile.id) leaves out a call of a tool in message \(message + 1)", at: location,
      fix: "choose a profile whose template renders calls (`trainpack profiles show PROFILE` says \"calls of tools\"), "
        + "set such records aside with --on-bad-record skip, or export them without that call with --on-lost-content "
        + "keep")
  }

  /// The error for a record whose tools the template does not show to the model.
  func lostTools(of conversation: Conversation) -> TrainPackError {
    var location = conversation.location
    location.recordID = conversation.recordID
    return TrainPackError(
      .exportContentLost, "the chat template of \(model.profile.id) leaves out the definitions of the record's tools",
      at: location,
      fix:
        "choose a profile whose template shows tools to the model, set such records aside with --on-bad-record skip, "
        + "or export them without the tools with --on-lost-content keep")
  }

  /// The error for an export of which no record is left.
  func nothingToExport(_ tally: ExportTally, _ summary: ReadSummary) -> TrainPackError {
    var details: [String] = []
    if tally.unfitCount > 0 {
      details.append(
        "dropped because they do not fit \(budget.tokens) tokens, with --fit \(configuration.policy.kind.rawValue): "
          + "\(tally.unfitCount)")
    }
    if tally.untrainedCount > 0 {
      details.append("dropped because no token of them is trained: \(tally.untrainedCount)")
    }
    if tally.unweightedCount > 0 {
      details.append(
        "  as all of their answers have the weight 0 (\"weight\", \"loss_weight\", \"loss\" or \"train\"): "
          + "\(tally.unweightedCount)")
    }
    if summary.rejectedCount > 0 {
      let place = summary.rejectsPath.map { ", in \($0) with the reason of each" } ?? ""
      details.append("set aside as bad: \(summary.rejectedCount)\(place)")
    }
    return TrainPackError(
      .exportNothingToExport,
      summary.recordCount == 1
        ? "the only record is not left to export" : "none of the \(summary.recordCount) records is left to export",
      details: details, fix: fix(tally))
  }

  private func fix(_ tally: ExportTally) -> String {
    if tally.unfitCount > 0 { return fixForDropped }
    if tally.unweightedCount > 0 {
      return "give the answers that are to be learnt the weight 1, or leave the weights out: all are trained then"
    }
    if tally.untrainedCount > 0 {
      return "give the records answers of the assistant; `\(command("check"))` names those without a trained token"
    }
    return "see what is wrong with the first with `\(command("check"))`"
  }

  private var fixForDropped: String {
    let fit = command(
      "fit",
      fitOptions + policyOptions + ["--output", "fitted.jsonl", "--ledger", "ledger.jsonl"])
    let lengths = command("check", fitOptions)
    let remedy =
      configuration.policy == .drop
      ? "; raise --context-length, or shorten vignettes with --fit trim" : "; raise --context-length"
    return "see how long the records are with `\(lengths)`, and why each is dropped in the ledger of `\(fit)`\(remedy)"
  }

  private var fitOptions: [String] {
    ["--context-length", "\(budget.contextLength)"] + (budget.reserve > 0 ? ["--reserve", "\(budget.reserve)"] : [])
  }

  private var policyOptions: [String] {
    let policy = configuration.policy
    let marker = policy.marker.isEmpty ? [] : ["--cut-marker", String(decoding: policy.marker, as: UTF8.self)]
    return ["--fit", policy.kind.rawValue] + marker + policy.order.first.flatMap { ["--trim-first", $0.text] }
      + policy.order.kept.flatMap { ["--keep", $0.text] }
  }

  /// A command on the same records for the same model, as a shell reads it.
  private func command(_ verb: String, _ options: [String] = []) -> String {
    var words = ["trainpack", verb] + input.paths + ["--profile", model.name] + options
    if let format = input.formatName { words += ["--input-format", format] }
    words += input.map.entries.flatMap { ["--map", $0.text] }
    switch input.layout {
    case .standard: break
    case .named(let name): words += ["--record-layout", name]
    case .text(_, let path): words += ["--record-layout", path]
    }
    if input.systemPolicy != .stop { words += ["--system", input.systemPolicy.rawValue] }
    if let path = input.systemPromptPath { words += ["--system-prompt", path] }
    if input.rejectsPath != nil, verb == "fit" { words += ["--on-bad-record", "skip"] }
    return words.map(ShellWord.quoted).joined(separator: " ")
  }
}
