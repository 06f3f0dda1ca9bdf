import Testing

@testable import TrainPack
