import CGimpShim
import Glibc
import NSTCore
import NSTVGG

@testable import GimpPlugin

/// Lets the engine's thread run.
func nanosleepBriefly() -> Int32 { usleep(1000) }

extension Network {
    /// A network with VGG-16's layers, but few channels and made-up weights: quick, and good enough to be optimised.
    static func small() throws -> Network {
        let widths = [2, 3, 4, 4, 4]
        var inputs = 3
        var state: UInt32 = 1
        func random() -> Float {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 8) / Float(1 << 24) - 0.4
        }
        var convolutions: [Architecture.Convolution] = []
        var parameters: [Network.Parameters] = []
        for convolution in Architecture.vgg16.convolutions {
            let outputs = widths[convolution.block - 1]
            convolutions.append(
                Architecture.Convolution(
                    block: convolution.block, index: convolution.index, inputChannels: inputs, outputChannels: outputs)
            )
            parameters.append(
                Network.Parameters(
                    weight: (0..<(9 * inputs * outputs)).map { _ in 0.5 * random() },
                    bias: (0..<outputs).map { _ in random() }))
            inputs = outputs
        }
        return try Network(
            convolutions: convolutions, parameters: parameters,
            inputConvention: InputConvention(
                channelOrder: .rgb, scale: 1, mean: [0.5, 0.5, 0.5], standardDeviation: [0.25, 0.25, 0.25]))
    }
}

extension PluginEnvironment {
    /// An environment with the small network and plenty of memory.
    static func forTests(
        availableMemory: Int? = 1 << 34, reportPath: String? = nil,
        findWeights: @escaping @Sendable (Architecture) -> WeightError? = { _ in nil },
        importWeights: @escaping ImportTool = { _, _ in .noTool(searched: []) },
        makeView: @escaping @Sendable (Host) -> any RunView = { ProgressBarView($0) }
    ) -> PluginEnvironment {
        PluginEnvironment(
            loadNetwork: { _ throws(WeightError) in
                do {
                    return LoadedNetwork(network: try Network.small(), checksum: "5ma11")
                } catch {
                    throw .unreadable(path: "small", code: 0)
                }
            }, findWeights: findWeights, importWeights: importWeights, availableMemory: { availableMemory },
            reportPath: reportPath, makeView: makeView)
    }
}

extension StubHost {
    static let content: Int32 = 7
    static let style: Int32 = 8

    /// A host with a gradient as the content (64×48, shifted by 10, 20) and stripes as the style (40×40).
    static func withPictures() -> StubHost {
        let host = StubHost()
        host.layers[content] = Layer(name: "view", x: 10, y: 20, width: 64, height: 48) { x, y in
            [Float(x) / 64, Float(y) / 48, 0.5, 1]
        }
        host.layers[style] = Layer(name: "stripes", width: 40, height: 40) { x, _ in
            x % 8 < 4 ? [1, 0.8, 0, 1] : [0, 0.1, 0.6, 1]
        }
        return host
    }

    /// Calls the procedure as a script does.
    func call(
        drawable: Int32 = content, style: Int32 = StubHost.style, options: String = "size=48 iterations=4",
        runMode: Int = NST_RUN_NONINTERACTIVE, environment: PluginEnvironment = .forTests()
    ) -> Outcome {
        PluginRun(host: host, environment: environment).outcome(
            of: PluginRun.Arguments(runMode: runMode, drawable: drawable, style: style, options: options))
    }

    /// The same, where the outcome must be an error.
    func errorOfCall(
        drawable: Int32 = content, style: Int32 = StubHost.style, options: String = "size=48 iterations=4",
        runMode: Int = NST_RUN_NONINTERACTIVE, environment: PluginEnvironment = .forTests()
    ) -> PluginError? {
        let outcome = call(
            drawable: drawable, style: style, options: options, runMode: runMode, environment: environment)
        guard case .failure(let error) = outcome else { return nil }
        return error
    }
}

extension StubHost {
    /// Calls the procedure that goes on from a layer.
    func continuation(
        of drawable: Int32, iterations: Int = 3, runMode: Int = NST_RUN_NONINTERACTIVE,
        environment: PluginEnvironment = .forTests()
    ) -> Outcome {
        ContinuedRun(host: host, environment: environment).outcome(
            of: ContinuedRun.Arguments(runMode: runMode, drawable: drawable, iterations: iterations))
    }
}

extension StubHost {
    /// Calls the procedure that looks inside the network.
    func look(
        at drawable: Int32 = content, _ change: (inout LookInside.Words) -> Void = { _ in },
        runMode: Int = NST_RUN_NONINTERACTIVE, environment: PluginEnvironment = .forTests()
    ) -> Outcome {
        var words = LookInside.Words(
            network: "", layer: "relu2_1", mapCount: 2, hasGram: false, hasFilters: false, size: 512)
        change(&words)
        return LookInsideRun(host: host, environment: environment).outcome(
            of: LookInsideRun.Arguments(runMode: runMode, drawable: drawable, look: words))
    }
}

extension Outcome {
    /// The layer, where there is one.
    var layer: Int32? {
        guard case .success(let layer) = self else { return nil }
        return layer
    }

    /// What went wrong, where something did.
    var error: PluginError? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}

extension StubHost.Layer {
    /// A layer from a function of its pixels.
    init(name: String, x: Int = 0, y: Int = 0, width: Int, height: Int, pixel: (Int, Int) -> [Float]) {
        var rgba: [Float] = []
        for row in 0..<height {
            for column in 0..<width { rgba += pixel(column, row) }
        }
        self.init(name: name, x: x, y: y, width: width, height: height, rgba: rgba)
    }
}
