// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

// Swift's driver links products of C, too. Told that they are "embedded", it leaves out Swift's runtime.
let withoutSwift = LinkerSetting.unsafeFlags(["-enable-experimental-feature", "Embedded"])

// Loops over raw memory: optimised in debug builds too, or the tests take minutes.
let kernelSettings = strict + [.unsafeFlags(["-Ounchecked", "-whole-module-optimization", "-num-threads", "2"])]

// The same sources are compiled for three families of processors, and the program chooses when it runs. On others than
// x86-64 all three are the baseline.
func family(_ level: String) -> [SwiftSetting] {
    #if arch(x86_64)
        [.unsafeFlags(["-Xcc", "-march=x86-64-\(level)", "-D", "NST_\(level.uppercased())"])]
    #else
        []
    #endif
}

let package = Package(
    name: "neural-style-transfer",
    products: [
        .executable(name: "neural-style-transfer", targets: ["neural-style-transfer"]),
        .library(name: "GimpPlugin", type: .dynamic, targets: ["GimpPlugin"]),
        .library(name: "GimpHost", type: .dynamic, targets: ["CGimpHost"]),
        .library(name: "NSTCore", targets: ["NSTCore"]),
        .library(name: "NSTKernels", targets: ["NSTKernels", "NSTKernelTypes"]),
        .executable(name: "neural-style", targets: ["neural-style"]),
        .executable(name: "neural-style-weights", targets: ["neural-style-weights"]),
        .executable(name: "neural-style-bench", targets: ["neural-style-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Debian's libraries.
        .systemLibrary(name: "CGimp", pkgConfig: "gimp-2.0", providers: [.apt(["libgimp2.0-dev"])]),
        .systemLibrary(name: "CGimpUI", pkgConfig: "gimpui-2.0", providers: [.apt(["libgimp2.0-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The engine: knows no GIMP.
        .target(name: "CProcessor", cSettings: strictC),
        .target(name: "NSTKernelTypes", swiftSettings: kernelSettings),
        .target(
            name: "NSTKernelsV4", dependencies: ["CProcessor", "NSTKernelTypes"],
            swiftSettings: kernelSettings + family("v4")),
        .target(
            name: "NSTKernelsV3", dependencies: ["CProcessor", "NSTKernelTypes"],
            swiftSettings: kernelSettings + family("v3")),
        .target(
            name: "NSTKernelsBaseline", dependencies: ["CProcessor", "NSTKernelTypes"], swiftSettings: kernelSettings),
        .target(
            name: "NSTKernels",
            dependencies: [
                "COpenBLAS", "CProcessor", "NSTKernelTypes", "NSTKernelsV4", "NSTKernelsV3", "NSTKernelsBaseline",
            ],
            swiftSettings: kernelSettings),
        .target(
            name: "NSTCore",
            dependencies: ["NSTKernels", .product(name: "Crypto", package: "swift-crypto")],
            // In the code, so that the library needs no path to find it.
            resources: [.embedInCode("Resources/presets.json")],
            swiftSettings: strict + [.unsafeFlags(["-O"])]),

        // The plug-in: a C executable that GIMP starts. To run, it loads the Swift library, which knows no GIMP, and a
        // library of C that is its host.
        .target(name: "CGimpShim", cSettings: strictC),
        .target(
            name: "CGimpHost", dependencies: ["CGimpShim", "CGimpUI"], cSettings: strictC,
            linkerSettings: [withoutSwift]),
        .target(name: "GimpPlugin", dependencies: ["CGimpShim", "NSTCore"], swiftSettings: strict),
        .executableTarget(
            name: "neural-style-transfer",
            dependencies: ["CGimp"],
            cSettings: strictC + [.headerSearchPath("../CGimpShim/include")],
            linkerSettings: [.linkedLibrary("dl"), withoutSwift]),

        // The formats of weights files. Optimised in debug builds too: they walk through files byte by byte.
        .target(name: "WeightFormats", dependencies: ["CZlib"], swiftSettings: strict + [.unsafeFlags(["-O"])]),

        // Commands.
        .executableTarget(
            name: "neural-style",
            dependencies: [
                "NSTCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "neural-style-weights",
            dependencies: [
                "NSTCore", "WeightFormats",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "neural-style-bench",
            dependencies: [
                "NSTCore", "NSTKernels", "NSTKernelTypes",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "generate-options",
            dependencies: ["NSTCore", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),

        .testTarget(
            name: "NSTCoreTests", dependencies: ["NSTCore", "NSTKernels", "NSTKernelTypes"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "GimpPluginTests", dependencies: ["GimpPlugin", "NSTCore", "CGimpShim"], swiftSettings: strict),
        .testTarget(
            name: "WeightsToolTests",
            dependencies: ["neural-style-weights", "NSTCore", "WeightFormats", "CZlib"],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "neural-style", "neural-style-bench", "NSTCore",
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GimpTests",
            dependencies: ["NSTCore", .product(name: "Subprocess", package: "swift-subprocess")],
            exclude: ["Scripts"], swiftSettings: strict),
    ]
)
