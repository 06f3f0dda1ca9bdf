import Diagnostics

/// Why a trainer cannot take rows or files, and what it can.
struct TrainerRefusal {
  var code: DiagnosticCode
  /// What was asked for, in words of the command line.
  var option: String
  var trainer: Trainer
  /// What the trainer would do with it.
  var reason: String
  var fix: String

  var error: TrainPackError {
    TrainPackError(code, "\(trainer.name) cannot take \(option): \(reason)", fix: fix)
  }
}
