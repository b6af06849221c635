/// What a layer takes: parameters, and arithmetic for one picture.
struct LayerCosts {
    let layer: NetworkLayer
    /// The shapes of its bottoms.
    let inputs: [BlobShape?]
    let output: BlobShape?

    private var input: BlobShape? { inputs.first.flatMap { $0 } }

    /// Weights and biases; `nil` where they depend on what isn't known.
    var parameters: Int? {
        switch layer.kind {
        case .convolution(let convolution):
            guard let input else { return nil }
            return kernels(convolution, input, biases: convolution.outputs)
        case .deconvolution(let convolution):
            guard let input else { return nil }
            return kernels(convolution, input, biases: convolution.outputs)
        case .innerProduct(let product):
            guard let weights = input.flatMap({ countableProduct($0.count, product.outputs) }) else { return nil }
            return weights + (product.hasBias ? product.outputs : 0)
        case .scale(let hasBias):
            if inputs.count > 1 { return hasBias ? input?.channels : 0 }
            return input.map { $0.channels * (hasBias ? 2 : 1) }
        case .bias: return inputs.count > 1 ? 0 : input?.channels
        case .learntActivation(let isShared): return isShared ? 1 : input?.channels
        case .other: return nil
        default: return 0
        }
    }

    private func kernels(_ convolution: LayerKind.Convolution, _ input: BlobShape, biases: Int) -> Int? {
        guard input.channels.isMultiple(of: convolution.groups), convolution.outputs.isMultiple(of: convolution.groups)
        else { return nil }
        let area = countableProduct(convolution.kernel.height, convolution.kernel.width)
        guard let area,
            let weights = countableProduct(convolution.outputs, input.channels / convolution.groups, area)
        else { return nil }
        return weights + (convolution.hasBias ? biases : 0)
    }

    /// Multiplications, each with an addition, of convolutions and fully connected layers; nothing else is counted. `nil`
    /// where they depend on what isn't known.
    var multiplyAdds: Int? {
        switch layer.kind {
        case .convolution(var convolution):
            guard let input, let output else { return nil }
            convolution.hasBias = false
            return kernels(convolution, input, biases: 0).flatMap {
                countableProduct($0, output.extent.height, output.extent.width)
            }
        case .deconvolution(var convolution):
            // Each value of the map that is read meets its kernels once.
            guard let input, output != nil else { return nil }
            convolution.hasBias = false
            return kernels(convolution, input, biases: 0).flatMap {
                countableProduct($0, input.extent.height, input.extent.width)
            }
        case .innerProduct(let product): return input.flatMap { countableProduct($0.count, product.outputs) }
        case .other: return nil
        default: return 0
        }
    }
}
