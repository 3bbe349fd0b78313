// swift-tools-version: 6.2
import PackageDescription

/// With KFRAME_FUZZ, the path of libFuzzer's runtime without a main (`scripts/fuzz.sh` finds it), our own modules count
/// their edges, are watched by the address sanitizer, and `kframe-fuzz` is there. No other build knows of it.
let fuzzer = Context.environment["KFRAME_FUZZ"]
let fuzzerSettings: [SwiftSetting] =
    fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer,address"])]
let fuzzerCSettings: [CSetting] =
    fuzzer == nil ? [] : [.unsafeFlags(["-fsanitize=fuzzer-no-link,address"])]
let fuzzerCXXSettings: [CXXSetting] =
    fuzzer == nil ? [] : [.unsafeFlags(["-fsanitize=fuzzer-no-link,address"])]

/// The settings of every Swift target: language mode 6, imports that say what they expose, no warning left.
let settings: [SwiftSetting] =
    fuzzerSettings + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioTestUtils: Target.Dependency = .product(name: "NIOTestUtils", package: "swift-nio")
/// On Linux the header lies where compilers look; simdjson.pc would add a flag that the package manager refuses.
#if os(macOS)
let simdjsonPackage: String? = "simdjson"
#else
let simdjsonPackage: String? = nil
#endif

/// A wheel's library has Swift's runtime in it; the package manager's own flag is for executables only.
let isWheel = Context.environment["KFRAME_WHEEL"] == "1"

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func system(_ name: String, _ pkgConfig: String?, apt: String, brew: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let fuzzTargets: [Target] =
    fuzzer.map { runtime in
        [
            .executableTarget(
                name: "kframe-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzer", swiftSettings: settings,
                linkerSettings: [
                    .unsafeFlags(["-sanitize=address", runtime]), .linkedLibrary("stdc++"),
                ])
        ]
    } ?? []

let package = Package(
    name: "kframe",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "KFrame", targets: ["KFrame"]),
        .executable(name: "kframe", targets: ["KFrameCLI"]),
        .library(name: "libkframe", type: .dynamic, targets: ["KFrameC"]),
        // For bench/micro alone.
        .library(name: "KFrameBenchSupport", targets: ["KFrameBenchSupport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
    ],
    targets: [
        // System libraries and C shims.
        system("SystemZlib", "zlib", apt: "zlib1g-dev", brew: "zlib"),
        system("SystemLZ4", "liblz4", apt: "liblz4-dev", brew: "lz4"),
        system("SystemSnappy", "snappy", apt: "libsnappy-dev", brew: "snappy"),
        system("SystemZstd", "libzstd", apt: "libzstd-dev", brew: "zstd"),
        system("SystemSimdJSON", simdjsonPackage, apt: "libsimdjson-dev", brew: "simdjson"),
        .target(
            name: "CCompression", dependencies: ["SystemZlib", "SystemLZ4", "SystemSnappy", "SystemZstd"],
            cSettings: fuzzerCSettings),
        .target(
            name: "CSimdJSON", dependencies: ["SystemSimdJSON"], cxxSettings: fuzzerCXXSettings,
            linkerSettings: [.linkedLibrary("simdjson")]),

        // Kafka: useful without kframe.
        module("KafkaWire", [nio]),
        module("KafkaRecords", ["CCompression", nio]),
        module("KafkaSasl", [crypto]),
        module("KafkaClient", ["KafkaSasl", "KafkaWire", nio, nioHTTP, nioPosix, nioSSL, nioTLS, logging]),
        module("KafkaLog", ["KafkaRecords", "KafkaWire", nio]),
        module(
            "KafkaLocal", ["KafkaLog", "KafkaRecords", "KafkaSasl", "KafkaWire", nio, nioPosix, nioSSL, logging]),

        // Columns: useful without Kafka.
        .target(name: "CArrowABI"),
        .target(name: "CByteSearch", cSettings: fuzzerCSettings),
        .target(name: "CRowKernels", cSettings: fuzzerCSettings),
        module("KFrameColumns", ["CArrowABI", "CRowKernels"]),
        module("KFrameDecode", ["CSimdJSON", "KFrameColumns"]),
        module("KFrameFilter", ["CByteSearch", "KFrameColumns"]),
        module("TextRender"),

        // Where the two halves meet, and the faces.
        module("KFrameScan", ["KafkaClient", "KafkaLog", "KafkaRecords", "KafkaWire", nio]),
        module(
            "KFrame",
            [
                "KFrameScan", "KFrameDecode", "KFrameFilter", "KFrameColumns", "KafkaClient", "KafkaLog",
                "KafkaRecords", "KafkaWire", "TextRender", logging, nio,
            ]),
        module("Clickstream"),
        module("KFrameDemo", ["Clickstream", "KFrame", "KafkaLog", "KafkaRecords", "KafkaWire", nio]),
        module(
            "KFrameBenchSupport",
            ["Clickstream", "KFrameColumns", "KFrameDecode", "KFrameFilter", "KafkaRecords", nio]),
        .target(
            name: "KFrameC",
            dependencies: [
                "KFrame", "KFrameColumns", "KFrameScan", "KafkaClient", "KafkaLocal", "KFrameDemo", "CArrowABI",
                "TextRender", logging,
            ],
            exclude: ["kframe.h"], swiftSettings: settings,
            linkerSettings: isWheel ? [.unsafeFlags(["-static-stdlib"])] : []),
        .executableTarget(
            name: "KFrameCLI",
            dependencies: [
                "KFrame", "KFrameScan", "KafkaClient", "KafkaLocal", "KafkaSasl", "KafkaWire", "Clickstream",
                "KFrameDemo", "TextRender", arguments, logging,
            ],
            swiftSettings: settings),

        // Tests: pure, embedded channel, KafkaLocal on loopback.
        .target(name: "GoldenData", path: "Tests/GoldenData", exclude: ["fixtures"], swiftSettings: settings),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        .target(
            name: "WireMessages", dependencies: ["KafkaWire"], path: "Tests/WireMessages", swiftSettings: settings),
        .executableTarget(
            name: "KFrameSoak",
            dependencies: [
                "KFrame", "KFrameScan", "KafkaLocal", "KafkaLog", "KafkaRecords", "KafkaWire", "GoldenData",
                "TestSupport",
                arguments, logging, nio,
            ],
            path: "Tests/KFrameSoak", swiftSettings: settings),
        tests(
            "KafkaWireTests",
            ["KafkaWire", "GoldenData", "TestSupport", "WireMessages", nio, nioEmbedded, nioTestUtils]),
        tests("KafkaRecordsTests", ["KafkaRecords", "GoldenData", "TestSupport", nio]),
        tests("KafkaSaslTests", ["KafkaSasl", "KafkaWire", "GoldenData", nio]),
        tests(
            "KafkaClientTests",
            ["KafkaClient", "KafkaSasl", "KafkaWire", "GoldenData", logging, nio, nioEmbedded, nioPosix]),
        tests("KafkaLogTests", ["KafkaLog", "KafkaRecords", "KafkaWire", "GoldenData", "TestSupport", nio]),
        tests(
            "KafkaLocalTests",
            [
                "KafkaLocal", "KafkaLog", "KafkaClient", "KafkaRecords", "KafkaWire", "GoldenData", "TestSupport",
                logging,
                nio, nioPosix,
            ]),
        tests("KFrameColumnsTests", ["KFrameColumns", "CArrowABI", "CRowKernels", "TestSupport"]),
        tests("KFrameDecodeTests", ["KFrameDecode", "KFrameColumns", "TestSupport"]),
        tests("KFrameFilterTests", ["KFrameFilter", "KFrameColumns", "TestSupport"]),
        tests(
            "KFrameScanTests",
            [
                "KFrameScan", "KafkaLocal", "KafkaClient", "KafkaLog", "KafkaRecords", "KafkaWire", "GoldenData",
                "TestSupport", logging, nio,
            ]),
        tests(
            "KFrameTests",
            [
                "KFrame", "KFrameScan", "KFrameColumns", "KafkaLocal", "KafkaLog", "KafkaRecords", "Clickstream",
                "KafkaWire", "GoldenData", nio,
            ]),
        tests("TextRenderTests", ["TextRender"]),
        tests("ClickstreamTests", ["Clickstream"]),
        tests(
            "SecurityTests",
            [
                "KFrame", "KFrameDemo", "KFrameScan", "KafkaClient", "KafkaLocal", "KafkaLog", "KafkaSasl", "KafkaWire",
                logging, nio,
                nioHTTP, nioPosix, nioSSL,
            ]),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "CCompression", "GoldenData", "KFrameColumns", "KFrameDecode", "KFrameFilter", "KFrameScan",
                "KafkaClient", "KafkaLog", "KafkaRecords", "KafkaSasl", "KafkaWire", "WireMessages", nio, nioSSL,
            ],
            path: "Tests/FuzzTargets", exclude: ["corpus"], swiftSettings: settings),
        tests(
            "HostileBytesTests",
            [
                "FuzzTargets", "TestSupport", "CCompression", "GoldenData", "KFrame", "KFrameScan", "KafkaRecords",
                "KafkaWire", nio, nioPosix,
            ]),
        tests("KFrameCLITests", ["KFrameCLI", "KFrame", "KFrameDemo", "KFrameScan", "Clickstream"]),
    ] + fuzzTargets,
    cxxLanguageStandard: .cxx17
)
