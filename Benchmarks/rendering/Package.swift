// swift-tools-version: 6.2
import PackageDescription

// How long rendering takes, apart from all else. It compiles the rooms that it needs from their own folders, by links.

let package = Package(
  name: "RenderingBenchmark",
  platforms: [.macOS("26.0")],
  targets: [
    .target(name: "CSIMDJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Diagnostics"),
    .target(name: "Prompting", dependencies: ["Diagnostics"]),
    .target(name: "StrictJSON", dependencies: ["Diagnostics", "CSIMDJSON"]),
    .target(name: "ChatTemplates", dependencies: ["Diagnostics", "Prompting", "StrictJSON"]),
    .executableTarget(
      name: "MeasureRendering", dependencies: ["ChatTemplates", "Diagnostics", "Prompting", "StrictJSON"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
