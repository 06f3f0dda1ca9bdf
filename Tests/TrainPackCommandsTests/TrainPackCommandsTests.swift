import Testing

@testable import TrainPackCommands
