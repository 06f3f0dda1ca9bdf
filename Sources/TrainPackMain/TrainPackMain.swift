import TrainPackCommands

@main
struct TrainPackMain {
  static func main() async { print("trainpack") }
}
