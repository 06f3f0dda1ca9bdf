// swift-tools-version: 6.2
import PackageDescription

// Coverage-guided fuzzing of the chat templates: `make fuzz` builds this package with libFuzzer, which comes with the Swift
// toolchain on Linux. It compiles the rooms that it needs from their own folders, by links.

let package = Package(
  name: "Fuzzing",
  platforms: [.macOS("26.0")],
  targets: [
    .target(name: "CSIMDJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Diagnostics"),
    .target(name: "Prompting", dependencies: ["Diagnostics"]),
    .target(name: "StrictJSON", dependencies: ["Diagnostics", "CSIMDJSON"]),
    .target(name: "ChatTemplates", dependencies: ["Diagnostics", "Prompting", "StrictJSON"]),
    .executableTarget(name: "FuzzTemplateParser", dependencies: ["ChatTemplates", "Diagnostics"]),
    .executableTarget(
      name: "FuzzTemplateInterpreter", dependencies: ["ChatTemplates", "Diagnostics", "Prompting", "StrictJSON"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
