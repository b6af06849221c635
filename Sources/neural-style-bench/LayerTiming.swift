import ArgumentParser
import NSTKernels
import NSTKernelTypes
import NSTPictures
import NSTThreads
import NSTVGG

/// Times single layers on random values.
struct LayerTiming {
    var kernels: VectorKernels
    var threads: Int
    var pool: ThreadPool
    var repeats: Int

    /// Seconds of both passes of a convolution with its bias and ReLU; `nil` where Winograd's method doesn't do it.
    func convolution(
        _ convolution: Architecture.Convolution, side: Int, cell: Int
    ) throws -> (forward: Double, backward: Double)? {
        let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
        let grid = WinogradGrid(cell: cell, height: side, width: side)
        let source = try random(9 * inputs * outputs)
        let (input, output, bias) = (
            try random(side * side * inputs), try random(side * side * outputs), try random(outputs)
        )
        if FirstConvolution.supports(kernels, inputChannels: inputs, outputChannels: outputs) {
            let padded = try random(FirstConvolution.inputCount(height: side, width: side))
            let scratch = try random(FirstConvolution.scratchCount(width: side, threads: threads))
            let first = FirstConvolution(
                weights: source.base, bias: bias.base, outputChannels: outputs, gradientChannels: [0, 1, 2],
                gradientScale: [1, 1, 1], kernels: kernels)
            return (
                time {
                    first.forward(
                        padded.base, height: side, width: side, unrectified: nil, output: output.base,
                        scratch: scratch.base, pool: pool)
                },
                time {
                    first.backward(
                        output.base, height: side, width: side, image: input.base, scratch: scratch.base,
                        pool: pool)
                }
            )
        }
        guard
            WinogradWeights.supports(kernels, inputChannels: inputs, outputChannels: outputs),
            let weights = WinogradWeights(
                source.base, inputChannels: inputs, outputChannels: outputs, cell: cell, kernels: kernels,
                pool: pool)
        else { return nil }
        let forward = WinogradConvolution(depth: inputs, columns: outputs, grid: grid, kernels: kernels)
        let backward = WinogradConvolution(depth: outputs, columns: inputs, grid: grid, kernels: kernels)
        let scratch = try random(max(forward.scratchCount(threads: threads), backward.scratchCount(threads: threads)))
        return (
            time {
                forward.forward(
                    .init(input.base), weights: weights,
                    output: ForwardOutput(
                        grid: grid, channels: outputs, range: 0..<0, bias: bias.base, rectify: true, map: output.base,
                        pooling: .none, gates: nil, scratch: scratch.base),
                    scratch: scratch.base, pool: pool)
            },
            time {
                backward.backward(
                    .init(output.base), weights: weights,
                    output: BackwardOutput(
                        grid: grid, channels: inputs, range: 0..<0, map: input.base, accumulate: false,
                        gate: .activation(input.base), scratch: scratch.base),
                    scratch: scratch.base, pool: pool)
            }
        )
    }

    /// Seconds for a Gram matrix and for its gradient.
    func gram(channels: Int, pixels: Int) throws -> (forward: Double, backward: Double) {
        let (features, gradient) = (try random(pixels * channels), try random(pixels * channels))
        let gram = try random(channels * channels)
        let scratch = try random(
            max(
                GramMatrix.scratchCount(channels: channels, threads: threads),
                GramMatrix.gradientScratchCount(channels: channels, threads: threads)))
        return (
            time {
                GramMatrix.compute(
                    features: features.base, pixels: pixels, channels: channels, scale: 1, gram: gram.base,
                    scratch: scratch.base, kernels: kernels, pool: pool)
            },
            time {
                GramMatrix.gradient(
                    features: features.base, pixels: pixels, channels: channels, difference: gram.base, scale: 1e-6,
                    gradient: gradient.base, accumulate: false, scratch: scratch.base, kernels: kernels,
                    pool: pool)
            }
        )
    }

    private func random(_ count: Int) throws -> LargeMemory {
        guard let memory = LargeMemory(count: count) else {
            throw ValidationError("There isn't enough memory for \(count) values: choose a smaller --size.")
        }
        var random = SplitMix64(seed: 1)
        for index in 0..<count { memory.base[index] = random.unit() - 0.5 }
        return memory
    }

    /// The median; a first call isn't counted.
    private func time(_ body: () -> Void) -> Double {
        body()
        return (0..<repeats).map { _ in
            let start = Clock.now()
            body()
            return Clock.now() - start
        }.median
    }
}
