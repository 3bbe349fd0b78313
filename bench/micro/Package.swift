// swift-tools-version: 6.2
import PackageDescription

// Apart from the package that it measures, so that nobody who builds kframe fetches a benchmark library.
let package = Package(
    name: "kframe-micro",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "kframe", path: "../.."),
        // Without its counters of allocations, which need further packages: CAllocations counts them.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        .target(name: "CAllocations"),
        .executableTarget(
            name: "Micro",
            dependencies: [
                "CAllocations",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "KFrameBenchSupport", package: "kframe"),
            ],
            path: "Benchmarks/Micro",
            swiftSettings: [.swiftLanguageMode(.v6)],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
)
