import NSTKernels
import NSTKernelTypes
import NSTVGG

extension FeaturePass {
    /// Writes the gradient of a loss with respect to a layer's feature map into `gradient`, a map of the same shape:
    /// over what is there, or added to it if `accumulate` is set.
    package typealias GradientWriter = (
        _ layer: LayerName, _ features: FeatureMap, _ gradient: FeatureMap, _ accumulate: Bool
    ) -> Void

    /// Computes the gradient with respect to the picture, after `forward`.
    ///
    /// - Parameters:
    ///   - imageGradient: `[height, width, 3]` per unit of sRGB 0…1; overwritten.
    ///   - write: Called for each wanted layer, deepest first.
    package func backward(imageGradient: UnsafeMutablePointer<Float>, write: GradientWriter) {
        guard !layout.steps.isEmpty else {
            imageGradient.update(repeating: 0, count: 3 * height * width)
            return
        }
        let deepest = layout.steps.count - 1
        if !writeLosses(of: deepest, accumulate: false, write) { gradient(deepest).clear() }
        gate(deepest)
        writeUnrectifiedLosses(of: deepest, write)
        for number in layout.steps.indices.reversed() {
            switch layout.steps[number].kind {
            case .convolution(let convolution):
                convolveBack(convolution, number: number, imageGradient: imageGradient, write)
            case .pooling:
                poolBack(number)
                _ = writeLosses(of: number - 1, accumulate: true, write)
                gate(number - 1)
            }
            if number > 0 { writeUnrectifiedLosses(of: number - 1, write) }
        }
    }

    /// Lets the losses at a step's output write their gradients; returns whether there were any.
    private func writeLosses(of number: Int, accumulate: Bool, _ write: GradientWriter) -> Bool {
        let layer = layout.steps[number].layer
        guard let features = featureMap(layer) else { return false }
        write(layer, features, gradient(number), accumulate)
        return true
    }

    /// The losses that look at the values before the ReLU come behind its gate.
    private func writeUnrectifiedLosses(of number: Int, _ write: GradientWriter) {
        let layer = layout.steps[number].layer
        let unrectified = LayerName(.conv, layer.block, layer.index)
        if layer.kind == .relu, let features = featureMap(unrectified) {
            write(unrectified, features, gradient(number), true)
        }
    }

    /// Sets a gradient to zero where the ReLU did that with the map, unless the map is pooled: then the convolution does.
    private func gate(_ number: Int) {
        guard case .convolution(let convolution) = layout.steps[number].kind, !convolution.isPooled else { return }
        let (gradient, activation) = (gradient(number), output(number))
        backend.split(gradient.count, grain: 1 << 14) { range in
            backend.kernels.gate(
                gradient.values + range.lowerBound, activation.values + range.lowerBound, range.count)
        }
    }

    /// From the gradient of a convolution's result to the gated gradient of the map before it.
    private func convolveBack(
        _ convolution: PassLayout.Convolution, number: Int, imageGradient: UnsafeMutablePointer<Float>,
        _ write: GradientWriter
    ) {
        let (incoming, outgoing) = (gradient(number), gradient(number - 1))
        switch weights[number] {
        case .none:
            return
        case .first(let kernel):
            kernel.backward(
                incoming.values, height: height, width: width, image: imageGradient, scratch: scratch,
                pool: backend.pool)
        case .winograd(let weights, _, let backward):
            let accumulate = writeLosses(of: number - 1, accumulate: false, write)
            let pooled = convolution.isPooled ? gates(convolution).map { UnsafePointer($0) } : nil
            backward.backward(
                .init(incoming.values, gates: pooled, scale: pooling == .average ? 0.25 : 1), weights: weights,
                output: BackwardOutput(
                    grid: backward.grid, channels: outgoing.channels, range: 0..<outgoing.channels,
                    map: outgoing.values, accumulate: accumulate, gate: outputGate(number - 1), scratch: scratch),
                scratch: scratch, pool: backend.pool)
        case .direct(_, let weights):
            Convolution.apply(
                input: incoming.values, height: convolution.height, width: convolution.width,
                inputChannels: incoming.channels, weights: weights, bias: nil, output: outgoing.values,
                outputChannels: outgoing.channels, rectify: false, scratch: scratch, pool: backend.pool)
            if number == 0 {
                network.inputConvention.decodeGradient(outgoing.values, pixels: height * width, into: imageGradient)
            } else {
                _ = writeLosses(of: number - 1, accumulate: true, write)
                gate(number - 1)
            }
        }
    }

    /// What the ReLU behind a step lets through, for the convolution that computes the gradient there.
    private func outputGate(_ number: Int) -> BackwardOutput.Gate {
        let step = layout.steps[number]
        guard case .convolution(let convolution) = step.kind, !convolution.isPooled else { return .open }
        if !step.isKept, let gates = gates(convolution) { return .bits(gates) }
        return .activation(output(number).values)
    }

    private func poolBack(_ number: Int) {
        let source = output(number - 1)
        let (incoming, outgoing) = (gradient(number), gradient(number - 1))
        switch pooling {
        case .max:
            Pooling.maximumBackward(
                input: source.values, height: source.height, width: source.width, channels: source.channels,
                gradient: incoming.values, inputGradient: outgoing.values, pool: backend.pool)
        case .average:
            Pooling.averageBackward(
                height: source.height, width: source.width, channels: source.channels, gradient: incoming.values,
                inputGradient: outgoing.values, pool: backend.pool)
        }
    }
}
