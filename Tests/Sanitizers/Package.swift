// swift-tools-version: 6.2
// The kernels' tests alone, so that they are built quickly with a sanitizer: scripts/check-sanitizers.sh runs them.
import PackageDescription

let package = Package(
    name: "sanitizers",
    dependencies: [.package(name: "neural-style-transfer", path: "../..")],
    targets: [
        .testTarget(
            name: "KernelTests",
            dependencies: [
                .product(name: "NSTKernels", package: "neural-style-transfer"),
                .product(name: "TestSupport", package: "neural-style-transfer"),
            ],
            path: "KernelTests",
            // The tests' own loops, too, or they take minutes.
            swiftSettings: [.unsafeFlags(["-O"])])
    ]
)
