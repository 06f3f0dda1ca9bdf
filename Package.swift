// swift-tools-version: 6.2
import PackageDescription

// The layers of TrainPack, lowest first; arrows point downwards only, and targets of one layer do not import each other.
//
// C libraries (`make run` installs them on Debian):
//   libarchive      apt: libarchive-dev         brew: libarchive
//   sentencepiece   apt: libsentencepiece-dev   brew: sentencepiece
//   simdjson        apt: libsimdjson-dev        brew: simdjson
//   pcre2           apt: libpcre2-dev           brew: pcre2

let package = Package(
  name: "TrainPack",
  platforms: [.macOS("26.0")],
  products: [
    .library(name: "TrainPack", targets: ["TrainPack"]),
    .executable(name: "trainpack", targets: ["TrainPackMain"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C shims
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .target(name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece")]),
    .target(name: "CSIMDJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CTextScan"),
    .target(name: "CHeapPages"),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8",
      providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),

    // Base
    .target(name: "Diagnostics"),

    // Layer 0
    .target(
      name: "Prompting",
      dependencies: ["Diagnostics", .product(name: "Algorithms", package: "swift-algorithms")]),
    .target(name: "StrictJSON", dependencies: ["Diagnostics", "CSIMDJSON"]),
    .target(name: "Archives", dependencies: ["Diagnostics", "CArchive"]),

    // Layer 1
    .target(
      name: "Tokenization",
      dependencies: [
        "Diagnostics", "StrictJSON", "CSentencePiece", "CTextScan", "CPCRE2",
        .product(name: "Algorithms", package: "swift-algorithms"),
      ]),
    .target(
      name: "ChatTemplates",
      dependencies: [
        "Diagnostics", "Prompting", "StrictJSON", .product(name: "Algorithms", package: "swift-algorithms"),
      ]),
    .target(
      name: "Records",
      dependencies: [
        "Diagnostics", "Prompting", "StrictJSON", "Archives",
        .product(name: "Algorithms", package: "swift-algorithms"),
      ]),
    .target(
      name: "Reports",
      dependencies: ["Diagnostics", "StrictJSON", .product(name: "Algorithms", package: "swift-algorithms")]),

    // Layer 2
    .target(
      name: "ExampleEncoding",
      dependencies: [
        "Diagnostics", "Prompting", "Tokenization", "ChatTemplates",
        .product(name: "Algorithms", package: "swift-algorithms"),
      ]),
    .target(
      name: "ModelProfiles",
      dependencies: [
        "Diagnostics", "StrictJSON", "Archives", "Tokenization", "ChatTemplates",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // Layer 3
    .target(
      name: "ContextFitting",
      dependencies: [
        "Diagnostics", "Prompting", "StrictJSON", .product(name: "Algorithms", package: "swift-algorithms"),
      ]),
    .target(name: "SequencePacking", dependencies: ["Diagnostics"]),
    .target(
      name: "ShardExport",
      dependencies: [
        "Diagnostics", "StrictJSON", "Archives", "Reports", "Yams",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(name: "DatasetChecks", dependencies: ["Diagnostics", "Prompting", "Reports", "Tokenization"]),
    .target(name: "SizeHints", dependencies: ["Diagnostics", "Reports"]),

    // Layer 4
    .target(
      name: "TrainPack",
      dependencies: [
        "Diagnostics", "Prompting", "StrictJSON", "Archives", "Tokenization", "ChatTemplates", "Records", "Reports",
        "ExampleEncoding", "ModelProfiles", "ContextFitting", "SequencePacking", "ShardExport", "DatasetChecks",
        "SizeHints",
      ]),

    // Layers 5 and 6
    .target(
      name: "TrainPackCommands",
      dependencies: ["TrainPack", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(name: "TrainPackMain", dependencies: ["TrainPackCommands", "CHeapPages"]),

    // Tests
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "PromptingTests", dependencies: ["Prompting"]),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "ArchivesTests", dependencies: ["Archives"], exclude: ["ByteSourceFixtures"]),
    .testTarget(name: "TokenizationTests", dependencies: ["Tokenization", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(
      name: "ChatTemplatesTests", dependencies: ["ChatTemplates", "StrictJSON"], exclude: ["Fixtures"]),
    .testTarget(name: "RecordsTests", dependencies: ["Records", "TestSupport"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "ExampleEncodingTests", dependencies: ["ExampleEncoding"]),
    .testTarget(name: "ModelProfilesTests", dependencies: ["ModelProfiles", "TestSupport"]),
    .testTarget(name: "ContextFittingTests", dependencies: ["ContextFitting", "TestSupport"]),
    .testTarget(name: "SequencePackingTests", dependencies: ["SequencePacking", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "ShardExportTests", dependencies: ["ShardExport", "TestSupport"]),
    .testTarget(name: "DatasetChecksTests", dependencies: ["DatasetChecks", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "SizeHintsTests", dependencies: ["SizeHints"]),
    .testTarget(name: "TrainPackTests", dependencies: ["TrainPack", "TestSupport"]),
    .testTarget(name: "TrainPackCommandsTests", dependencies: ["TrainPackCommands"], exclude: ["Fixtures"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
