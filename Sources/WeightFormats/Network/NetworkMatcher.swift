import NSTVGG

/// Finds a VGG network's convolutions among the tensors of a file, and reads them.
package struct NetworkMatcher: Sendable {
    /// One convolution and its tensors.
    struct Match {
        var spec: Architecture.Convolution
        var kernel: StoredTensor
        var bias: StoredTensor
    }

    /// The networks that are looked for, each from the image upwards.
    package let candidates: [[Architecture.Convolution]]

    /// A matcher for networks of any widths.
    package init(candidates: [[Architecture.Convolution]]) { self.candidates = candidates }

    /// A network's convolutions, in the order of the image upwards.
    package struct Found {
        /// Which of the candidates it is.
        package var candidate: Int
        /// `[outputChannels, inputChannels, 3, 3]` of each convolution.
        package var kernels: [[Float]]
        /// `[outputChannels]` of each.
        package var biases: [[Float]]
    }

    /// Reads the network that a file holds.
    package func find(in network: StoredNetwork) throws(FormatError) -> Found {
        let (candidate, matches) = try match(network)
        var found = Found(candidate: candidate, kernels: [], biases: [])
        for match in matches {
            found.kernels.append(try kernel(match, in: network))
            found.biases.append(try values(of: match.bias, in: network, order: [0], name: "\(match.spec.name).bias"))
        }
        return found
    }

    /// Which tensors are which convolution's; nothing is read.
    func match(_ network: StoredNetwork) throws(FormatError) -> (candidate: Int, matches: [Match]) {
        guard !network.tensors.contains(where: { $0.isRunningStatistic }) else { throw .batchNormalised }
        let layers = try layers(of: network)
        guard let candidate = candidates.firstIndex(where: { $0.count == layers.count }) else {
            throw .wrongConvolutionCount(found: layers.count, expected: candidates.map(\.count))
        }
        var matches: [Match] = []
        for (number, (spec, layer)) in zip(candidates[candidate], layers).enumerated() {
            try network.graph?.check(number, spec, previous: matches.last?.spec)
            guard let bias = layer.bias else { throw .missingBias(convolution: spec.name) }
            try check(layer.kernel, bias, spec, format: network.format)
            matches.append(Match(spec: spec, kernel: layer.kernel, bias: bias))
        }
        return (candidate, matches)
    }

    /// Every 3×3 convolution of the file, from the image upwards.
    private func layers(of network: StoredNetwork) throws(FormatError) -> [(kernel: StoredTensor, bias: StoredTensor?)]
    {
        if let graph = network.graph {
            let constants = Dictionary(network.tensors.map { ($0.name, $0) }) { first, _ in first }
            var layers: [(kernel: StoredTensor, bias: StoredTensor?)] = []
            for convolution in graph.convolutions {
                guard let kernel = constants[convolution.kernel] else {
                    throw .missingConstant(convolution: convolution.node.name, name: convolution.kernel)
                }
                // Fully connected layers are convolutions of 7×7 and 1×1 in some files.
                guard kernel.isThreeByThree || kernel.shape.count != 4 else { continue }
                layers.append((kernel, convolution.bias.flatMap { constants[$0] }))
            }
            return layers
        }
        let kernels = network.tensors.filter { $0.role == .kernel && $0.isThreeByThree }
        let biases = Dictionary(network.tensors.filter { $0.role == .bias }.map { ($0.layer, $0) }) { first, _ in first
        }
        return sorted(kernels, isInNetworkOrder: network.isInNetworkOrder).map { ($0, biases[$0.layer]) }
    }

    private func sorted(_ kernels: [StoredTensor], isInNetworkOrder: Bool) -> [StoredTensor] {
        let places = kernels.map { LayerPlace($0.layer) }
        // Where every network's convolution is named by its place, others (a classifier's, say) are none of it.
        let named = zip(kernels, places).compactMap { kernel, place in place.map { (kernel, $0) } }
        if Set(named.map { [$0.1.block, $0.1.index] }).count == named.count,
            candidates.contains(where: { $0.count == named.count })
        {
            return named.sorted { ($0.1.block, $0.1.index) < ($1.1.block, $1.1.index) }.map(\.0)
        }
        if isInNetworkOrder { return kernels }
        return kernels.map { ($0, NaturalOrder($0.layer)) }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    private func check(
        _ kernel: StoredTensor, _ bias: StoredTensor, _ spec: Architecture.Convolution, format: FileFormat
    ) throws(FormatError) {
        let outward = [spec.outputChannels, spec.inputChannels, 3, 3]
        let inward = [3, 3, spec.inputChannels, spec.outputChannels]
        let expected = format.hasOutputsFirst ? outward : inward
        guard kernel.shape == expected else {
            if format == .hdf5 && kernel.shape == outward { throw .theanoKernels }
            throw .wrongShape(tensor: "\(spec.name).weight", found: kernel.shape, expected: expected)
        }
        guard bias.shape == [spec.outputChannels] else {
            throw .wrongShape(tensor: "\(spec.name).bias", found: bias.shape, expected: [spec.outputChannels])
        }
        for (tensor, name) in [(kernel, "weight"), (bias, "bias")] where tensor.elementType.size == 0 {
            throw .wrongElementType(tensor: "\(spec.name).\(name)", found: tensor.elementType.title)
        }
    }

    private func kernel(_ match: Match, in network: StoredNetwork) throws(FormatError) -> [Float] {
        try values(
            of: match.kernel, in: network, order: network.format.hasOutputsFirst ? [0, 1, 2, 3] : [3, 2, 0, 1],
            name: "\(match.spec.name).weight")
    }

    /// A tensor's values with its dimensions in another order, the last of which varies fastest.
    private func values(
        of tensor: StoredTensor, in network: StoredNetwork, order: [Int], name: String
    ) throws(FormatError) -> [Float] {
        let stored = try network.elements(of: tensor)
        let sizes = order.map { tensor.shape[$0] }
        let strides = order.map { tensor.strides[$0] }
        var result = stored
        if strides != StoredTensor.rowMajor(sizes) {
            result = Permutation(sizes: sizes, strides: strides).apply(to: stored)
        }
        guard result.allSatisfy(\.isFinite) else { throw .notFinite(tensor: name) }
        return result
    }
}

extension FileFormat {
    /// Whether kernels are stored as `[outputs, inputs, height, width]` and not as `[height, width, inputs, outputs]`.
    var hasOutputsFirst: Bool {
        switch self {
        case .safetensors, .torchZip, .torchLegacy, .onnx, .caffe: true
        case .tensorFlow, .hdf5, .matlab: false
        }
    }
}

extension StoredTensor {
    /// Whether it can be a 3×3 convolution's kernels, in either order.
    fileprivate var isThreeByThree: Bool {
        shape.count == 4 && (shape[2...] == [3, 3] || shape[..<2] == [3, 3])
    }

    /// Whether it belongs to batch normalisation.
    fileprivate var isRunningStatistic: Bool {
        name.hasSuffix("running_mean") || name.hasSuffix("moving_mean") || name.hasSuffix("moving_mean:0")
    }
}
