/// The version of TrainPack, as manifests and reports name it.
public let trainPackVersion = "0.1.0"
