// swift-tools-version: 6.2
import PackageDescription

// Programs that take the chat templates by themselves: two that libFuzzer drives, which comes with the Swift toolchain on
// Linux, and one that measures rendering; and one that measures packing. They compile the rooms that they need from their
// own folders, by links.

let package = Package(
  name: "Probes",
  platforms: [.macOS("26.0")],
  targets: [
    .target(name: "CSIMDJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Diagnostics"),
    .target(name: "Prompting", dependencies: ["Diagnostics"]),
    .target(name: "ProcessorTime"),
    .target(name: "SequencePacking", dependencies: ["Diagnostics"]),
    .target(name: "StrictJSON", dependencies: ["Diagnostics", "CSIMDJSON"]),
    .target(name: "ChatTemplates", dependencies: ["Diagnostics", "Prompting", "StrictJSON"]),
    .executableTarget(name: "FuzzTemplateParser", dependencies: ["ChatTemplates", "Diagnostics"]),
    .executableTarget(
      name: "FuzzTemplateInterpreter", dependencies: ["ChatTemplates", "Diagnostics", "Prompting", "StrictJSON"]),
    .executableTarget(name: "MeasurePacking", dependencies: ["ProcessorTime", "SequencePacking"]),
    .executableTarget(
      name: "MeasureRendering",
      dependencies: ["ChatTemplates", "Diagnostics", "ProcessorTime", "Prompting", "StrictJSON"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
