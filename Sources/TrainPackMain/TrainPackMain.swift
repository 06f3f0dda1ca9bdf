import TrainPackCommands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@main
struct TrainPackMain {
  static func main() {
    exit(CommandLineTool.runProcess(Array(CommandLine.arguments.dropFirst())))
  }
}
