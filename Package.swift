// swift-tools-version: 6.0
import PackageDescription

/// The modules under `Plugins/`, one folder each. A new model family is one more name here and one
/// more line in `Sources/Main/BuiltIns.swift`.
let plugins = [
  "AttentionSequence", "Baselines", "Ensemble", "GRU4Rec", "GRUSequence", "ItemKNN", "LatentCF",
  "MLinkNet", "MatrixFactorisation", "NextItem", "SASRec", "Samplers",
]

/// Plugins that are optimised in debug builds too: their loops over all items take minutes in tests otherwise.
let optimised: Set = ["GRU4Rec"]

#if arch(x86_64)
  /// The vector sources are compiled once per instruction set; `VectorV3` and `VectorV4` are symbolic
  /// links to `Vector`, because SwiftPM refuses one path in two targets.
  let vectorVariants: [(module: String, path: String, clang: [String])] = [
    ("KernelsBaseline", "Vector", []),
    ("KernelsV3", "VectorV3", ["-march=x86-64-v3"]),
    ("KernelsV4", "VectorV4", ["-march=x86-64-v4", "-mprefer-vector-width=512"]),
  ]
#else
  let vectorVariants: [(module: String, path: String, clang: [String])] = [
    ("KernelsBaseline", "Vector", [])
  ]
#endif

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

/// Kernels are optimised in debug builds too: unoptimised vector code is over 100 times slower. So are
/// tensors, as unoptimised loops allocate on the heap, and tests count what a training step allocates.
func vectorSettings(_ variant: (module: String, path: String, clang: [String])) -> [SwiftSetting] {
  strict + [
    .unsafeFlags(["-O"] + variant.clang.flatMap { ["-Xcc", $0] }),
    .define("VARIANT_" + variant.module.uppercased()),
  ]
}

/// Tests that only start the program or run lines of its language compute nothing themselves: without
/// optimisation their release build takes half as long.
let unoptimised = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

var targets: [Target] = [
  .target(name: "CKernelShims", path: "Sources/Kernels/Shims"),
  .target(
    name: "KernelTable", dependencies: ["CKernelShims"], path: "Sources/Kernels/Table",
    swiftSettings: strict),
  .target(
    name: "KernelsReference", dependencies: ["CKernelShims", "KernelTable"],
    path: "Sources/Kernels/Reference",
    swiftSettings: strict + [.unsafeFlags(["-O"])]),
  .target(
    name: "Kernels",
    dependencies: ["CKernelShims", "KernelTable", "KernelsReference"]
      + vectorVariants.map { .byName(name: $0.module) },
    path: "Sources/Kernels/Dispatch", swiftSettings: strict),
  .target(name: "CTensorShims", path: "Sources/Tensors/Shims"),
  .target(
    name: "Tensors", dependencies: ["CTensorShims", "Kernels"], exclude: ["Shims"],
    swiftSettings: strict + [.unsafeFlags(["-O"])]),
  // Packed files by libarchive and zlib, databases by SQLite. Their headers are included by the shim's
  // sources alone: plugins need none.
  .target(
    name: "CRatingsShims", path: "Sources/Ratings/Shims",
    linkerSettings: [
      .linkedLibrary("archive"), .linkedLibrary("sqlite3"), .linkedLibrary("z"),
    ]),
  // Optimised in debug builds too: a hash over millions of bytes takes minutes otherwise.
  .target(name: "Hashing", swiftSettings: strict + [.unsafeFlags(["-O"])]),
  .target(
    name: "Ratings", dependencies: ["CRatingsShims", "Hashing"], exclude: ["Shims"],
    swiftSettings: strict),
  .target(
    name: "Safetensors", dependencies: ["Hashing"], swiftSettings: strict + [.unsafeFlags(["-O"])]),
  // What the author of a model needs.
  .target(
    name: "Debut", dependencies: ["Ratings", "Safetensors", "Tensors"], swiftSettings: strict),
  .target(name: "CDebutShims", path: "Sources/DebutEngine/Shims"),
  // What trains, evaluates, keeps and serves models.
  .target(
    name: "DebutEngine", dependencies: ["CDebutShims", "Debut", "Hashing", "Safetensors"],
    exclude: ["Shims"],
    swiftSettings: strict),
  .target(
    name: "DebutConformance", dependencies: ["DebutEngine"], path: "Sources/Conformance",
    swiftSettings: strict),
  // The command language: sessions, commands and their answers, without a terminal.
  .target(
    name: "Commands", dependencies: ["DebutEngine", "DebutConformance", argumentParser],
    swiftSettings: strict),
  .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
  // The program around it: lines that are edited, tables and progress on a screen, signals, start.
  .target(
    name: "Terminal", dependencies: ["Commands", "DebutEngine", "CReadline", argumentParser],
    swiftSettings: strict),
  .executableTarget(
    name: "debut", dependencies: ["DebutEngine", "Terminal"] + plugins.map { .byName(name: $0) },
    path: "Sources/Main", swiftSettings: strict,
    // Plugins that are loaded at run time bind to the program's own copy of the engine.
    linkerSettings: [
      .unsafeFlags(["-Xlinker", "--export-dynamic"], .when(platforms: [.linux]))
    ]),
]
/// Programs that use Debut as a library, each in one file, with the plugins that it imports.
let examples = [
  ("CompareModels", ["Baselines", "MatrixFactorisation"]),
  ("FreshUser", ["GRUSequence", "Samplers"]),
  ("OwnSampler", ["GRUSequence", "Samplers"]),
  ("Serve", ["GRUSequence", "Samplers"]),
]
targets += examples.map { name, plugins in
  .executableTarget(
    name: name, dependencies: ["DebutEngine"] + plugins.map { .byName(name: $0) },
    path: "Examples/" + name, swiftSettings: strict)
}
targets += vectorVariants.map {
  .target(
    name: $0.module, dependencies: ["CKernelShims", "KernelTable"],
    path: "Sources/Kernels/" + $0.path, swiftSettings: vectorSettings($0))
}
targets += plugins.map {
  .target(
    name: $0, dependencies: ["Debut"], path: "Plugins/" + $0,
    swiftSettings: strict + (optimised.contains($0) ? [.unsafeFlags(["-O"])] : []))
}
targets += [
  .target(
    name: "DebutTesting", dependencies: ["DebutEngine", "DebutConformance"], path: "Tests/Support",
    swiftSettings: strict),
  .target(name: "CAllocationCount", path: "Tests/AllocationCount"),
  .testTarget(
    name: "CommandsTests",
    dependencies: ["CDatabaseMaking", "Commands", "DebutEngine", "DebutTesting"]
      + plugins.map { .byName(name: $0) },
    swiftSettings: unoptimised),
  .testTarget(
    name: "DebutTests", dependencies: ["DebutEngine", "DebutTesting", "Hashing", "Safetensors"],
    swiftSettings: strict),
  .testTarget(
    name: "KernelsTests", dependencies: ["Kernels", "KernelsReference"], swiftSettings: strict),
  .testTarget(
    name: "PluginTests",
    // The program too, for its list of what is built in.
    dependencies: ["CAllocationCount", "DebutEngine", "DebutTesting", "debut"]
      + plugins.map { .byName(name: $0) },
    exclude: ["Corpus"], swiftSettings: strict),
  .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: strict),
  // Makes databases with the library that reads them.
  .target(
    name: "CDatabaseMaking", path: "Tests/DatabaseMaking",
    linkerSettings: [.linkedLibrary("sqlite3")]),
  .testTarget(
    name: "RatingsTests", dependencies: ["CDatabaseMaking", "Ratings"], swiftSettings: strict),
  .testTarget(
    name: "SafetensorsTests", dependencies: ["Safetensors"], swiftSettings: strict),
  .testTarget(
    name: "TerminalTests", dependencies: ["Commands", "DebutEngine", "DebutTesting", "Terminal"],
    swiftSettings: unoptimised),
  .testTarget(
    name: "TensorsTests", dependencies: ["CAllocationCount", "Tensors"], exclude: ["Golden"],
    swiftSettings: strict),
]

if Context.environment["DEBUT_FUZZ"] != nil {
  // They have no main of their own: libFuzzer brings it. See Scripts/fuzz.sh.
  targets += [
    .executableTarget(
      name: "model-fuzzer", dependencies: ["DebutEngine"] + plugins.map { .byName(name: $0) },
      path: "Tests/Fuzzing/Models", swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    .executableTarget(
      name: "data-fuzzer", dependencies: ["Ratings"], path: "Tests/Fuzzing/Data",
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
  ]
}

let package = Package(
  name: "debut",
  products: [
    .executable(name: "debut", targets: ["debut"]),
    .library(name: "Debut", targets: ["Debut"]),
    .library(name: "DebutEngine", targets: ["DebutEngine"]),
    .library(name: "DebutConformance", targets: ["DebutConformance"]),
    .library(name: "DebutModels", targets: plugins),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: targets)
