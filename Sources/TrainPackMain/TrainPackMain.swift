import TrainPackCommands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@main
struct TrainPackMain {
  static func main() {
    exit(CommandLineTool.run(Array(CommandLine.arguments.dropFirst()), handlesSignals: true))
  }
}
