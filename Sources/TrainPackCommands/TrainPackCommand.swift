import ArgumentParser
import TrainPack

/// `trainpack`.
struct TrainPackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trainpack",
    abstract: "Checks, fits and packs instruction datasets for a target model.",
    discussion: """
      Check a dataset against a model:    trainpack check data.jsonl --profile mistral-7b-instruct-v0.3
      Compare models on a dataset:        trainpack compare data.jsonl --profile mistral-7b-instruct-v0.3 --profile qwen2.5-7b-instruct
      Compare chat templates:             trainpack compare-templates training.jinja qwen2.5-7b-instruct data.jsonl
      Export packed shards for training:  trainpack export data.jsonl --profile mistral-7b-instruct-v0.3 --output shards
      Prove an export against its data:   trainpack verify shards --source data.jsonl
      See a row as the model will:        trainpack inspect shards --row 0
      How much data a fine-tuning needs:  trainpack hint data.jsonl --profile qwen2.5-7b-instruct --goal task
      See the models:                     trainpack profiles list

      Data goes to standard output, talk to standard error. Exit status: 0 fine; 1 it ran and the answer is no; \
      2 it could not run; 64 usage.
      """,
    version: "trainpack \(trainPackVersion)",
    subcommands: [
      CheckCommand.self, CompareCommand.self, CompareTemplatesCommand.self, HintCommand.self, CountCommand.self,
      FitCommand.self, ExportCommand.self, VerifyCommand.self, InspectCommand.self,
      ProfilesCommand.self, VocabulariesCommand.self, TokenizeCommand.self, RenderCommand.self, ExplainCommand.self,
      DoctorCommand.self,
    ])
}
