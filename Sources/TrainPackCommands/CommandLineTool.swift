import ArgumentParser
import Diagnostics
import TrainPack

/// How a run ended, as the command line's contract says.
public enum ExitStatus: Int32, Sendable {
  case fine = 0
  /// It ran, and the answer is no: findings of severity error, a verification that failed.
  case answerIsNo = 1
  /// It could not run.
  case couldNotRun = 2
  case usage = 64
  case interrupted = 130
}

/// The whole command line: arguments in, streams written, exit status out.
public enum CommandLineTool {
  /// Runs `arguments` (without the program's name) on `console`.
  public static func run(_ arguments: [String], console: Console) -> Int32 {
    Console.$current.withValue(console) {
      do {
        var command = try TrainPackCommand.parseAsRoot(arguments)
        do {
          try command.run()
        } catch {
          try? console.flush()
          throw error
        }
        try console.flush()
        return ExitStatus.fine.rawValue
      } catch {
        return report(error, console: console)
      }
    }
  }

  /// Runs `arguments` on the streams of this process, with its signals handled.
  public static func runProcess(_ arguments: [String]) -> Int32 {
    Signals.install()
    return run(arguments, console: .standard())
  }

  private static func report(_ error: any Error, console: Console) -> Int32 {
    switch error {
    case is AnswerIsNo:
      return ExitStatus.answerIsNo.rawValue
    case is ClosedPipe:
      return ExitStatus.fine.rawValue
    case is Interrupted:
      console.say("interrupted; nothing was left half written")
      return ExitStatus.interrupted.rawValue
    case let error as TrainPackError:
      console.say("error: \(error)")
      return ExitStatus.couldNotRun.rawValue
    default:
      return reportUsage(error, console: console)
    }
  }

  /// Help, the version, and what the argument parser rejects.
  private static func reportUsage(_ error: any Error, console: Console) -> Int32 {
    let status = TrainPackCommand.exitCode(for: error).rawValue
    let message = TrainPackCommand.fullMessage(for: error)
    if status == 0 {
      do {
        try console.writeLine(message)
        try console.flush()
      } catch {
        return report(error, console: console)
      }
    } else if !message.isEmpty {
      console.say(message)
    }
    return status
  }
}

/// Thrown by a verb that did its work and whose answer is no.
struct AnswerIsNo: Error {}
