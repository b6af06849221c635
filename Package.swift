// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

// Swift's driver links products of C, too. Told that they are "embedded", it leaves out Swift's runtime.
let withoutSwift = LinkerSetting.unsafeFlags(["-enable-experimental-feature", "Embedded"])

// Loops over pictures and files: optimised in debug builds too, or the tests take minutes.
let optimised = strict + [.unsafeFlags(["-O"])]
// Loops over raw memory.
let kernelSettings = strict + [.unsafeFlags(["-Ounchecked", "-whole-module-optimization", "-num-threads", "2"])]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// What the engine computes with, and what commands share with it without its kernels.
let foundations: [Target.Dependency] = ["NSTMessages", "NSTOptions", "NSTPictures", "NSTThreads", "NSTVGG"]

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
        .library(name: "NSTCore", targets: ["NSTCore", "NSTOptions", "NSTPictures", "NSTThreads", "NSTVGG"]),
        .library(name: "NSTKernels", targets: ["NSTKernels", "NSTKernelTypes", "NSTThreads"]),
        // For Tests/Sanitizers.
        .library(name: "TestSupport", targets: ["NSTPictures", "TestSupport"]),
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
        .systemLibrary(name: "CGdkPixbuf", pkgConfig: "gdk-pixbuf-2.0", providers: [.apt(["libgdk-pixbuf-2.0-dev"])]),
        .systemLibrary(name: "CPangoCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Pictures, networks' files, options: no kernels.
        .target(name: "CProcessor", cSettings: strictC),
        .target(name: "NSTThreads", dependencies: ["CProcessor"], swiftSettings: optimised),
        .target(name: "NSTPictures", dependencies: ["NSTThreads"], swiftSettings: optimised),
        .target(name: "NSTVGG", dependencies: [crypto], swiftSettings: optimised),
        .target(name: "NSTMessages", dependencies: ["NSTVGG"], swiftSettings: strict),
        .target(
            name: "NSTOptions", dependencies: ["NSTMessages", "NSTPictures", "NSTVGG"],
            // In the code, so that no path is needed to find it.
            resources: [.embedInCode("Resources/presets.json")],
            swiftSettings: strict),

        // The engine: knows no GIMP.
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
                "NSTThreads",
            ],
            swiftSettings: kernelSettings),
        .target(
            name: "NSTCore",
            dependencies: ["NSTKernelTypes", "NSTKernels", "NSTOptions", "NSTPictures", "NSTThreads", "NSTVGG"],
            swiftSettings: optimised),

        // The plug-in: a C executable that GIMP starts. To run, it loads the Swift library, which knows no GIMP, and a
        // library of C that is its host.
        .target(name: "CGimpShim", cSettings: strictC),
        .target(
            name: "CGimpHost", dependencies: ["CGimpShim", "CGimpUI"], cSettings: strictC,
            linkerSettings: [withoutSwift]),
        .target(name: "GimpPlugin", dependencies: ["CGimpShim", "NSTCore"] + foundations, swiftSettings: strict),
        .executableTarget(
            name: "neural-style-transfer",
            dependencies: ["CGimp"],
            cSettings: strictC + [.headerSearchPath("../CGimpShim/include")],
            linkerSettings: [.linkedLibrary("dl"), withoutSwift]),

        // The formats of weights files. Optimised in debug builds too: they walk through files byte by byte.
        .target(name: "WeightFormats", dependencies: ["CZlib", "NSTVGG"], swiftSettings: optimised),

        // Drawings of networks, and Caffe's descriptions of them, which are walked through byte by byte, too.
        .target(name: "NetworkDrawing", dependencies: ["NSTVGG"], swiftSettings: optimised),
        // Sheets of labelled pictures. Optimised in debug builds too: pictures are read pixel by pixel.
        .target(name: "Sheets", dependencies: ["CGdkPixbuf", "CPangoCairo", "NSTPictures"], swiftSettings: optimised),

        // Commands.
        .target(name: "CommandSupport", swiftSettings: strict),
        .executableTarget(
            name: "neural-style",
            dependencies: [
                "CommandSupport", "NSTMessages", "NSTOptions", "NSTVGG", argumentParser, crypto, subprocess,
                systemPackage,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "neural-style-weights",
            dependencies: [
                "CommandSupport", "NSTCore", "NSTMessages", "NSTPictures", "NSTVGG", "NetworkDrawing", "Sheets",
                "WeightFormats", argumentParser, crypto, subprocess,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "neural-style-bench",
            dependencies: ["NSTCore", "NSTKernelTypes", "NSTKernels", argumentParser] + foundations,
            swiftSettings: strict),
        .executableTarget(
            name: "generate-options", dependencies: ["NSTOptions", argumentParser], swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["NSTPictures"], path: "Tests/TestSupport", swiftSettings: optimised),
        .testTarget(name: "NSTThreadsTests", dependencies: ["NSTThreads"], swiftSettings: strict),
        .testTarget(
            name: "NSTPicturesTests", dependencies: ["NSTPictures", "NSTThreads", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "NSTVGGTests", dependencies: ["NSTPictures", "NSTVGG", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "NSTMessagesTests", dependencies: ["NSTMessages", "NSTVGG"], swiftSettings: strict),
        .testTarget(
            name: "NSTOptionsTests", dependencies: ["NSTOptions", "NSTPictures", "NSTVGG"], swiftSettings: strict),
        .testTarget(
            name: "NSTCoreTests",
            dependencies: ["NSTCore", "NSTKernelTypes", "NSTKernels", "TestSupport"] + foundations,
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "GimpPluginTests", dependencies: ["GimpPlugin", "NSTCore", "CGimpShim"] + foundations,
            swiftSettings: strict),
        .testTarget(name: "SheetsTests", dependencies: ["NSTPictures", "Sheets"], swiftSettings: strict),
        .testTarget(
            name: "NetworkDrawingTests", dependencies: ["NSTVGG", "NetworkDrawing"], swiftSettings: strict),
        .testTarget(
            name: "WeightsToolTests",
            dependencies: [
                "neural-style-weights", "NSTCore", "NSTMessages", "NSTOptions", "NSTPictures", "NSTVGG",
                "NetworkDrawing", "Sheets", "WeightFormats", "CZlib", crypto,
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "neural-style", "neural-style-bench", "NSTMessages", "NSTOptions", "NSTVGG", argumentParser, subprocess,
                systemPackage,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GimpTests", dependencies: ["NSTOptions", "NSTVGG", subprocess], exclude: ["Scripts"],
            swiftSettings: strict),
    ]
)
