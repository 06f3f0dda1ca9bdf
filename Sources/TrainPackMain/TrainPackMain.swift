import CHeapPages
import TrainPackCommands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@main
struct TrainPackMain {
  static func main() {
    heap_pages_use_large_ones()
    exit(CommandLineTool.runProcess(Array(CommandLine.arguments.dropFirst())))
  }
}
