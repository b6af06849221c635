extension NetworkGraph {
    /// The network with its figures.
    ///
    /// A network's own size counts where its file tells one: its fully connected layers have weights for that and no
    /// other, and so many parameters.
    ///
    /// - Parameter size: The size of the picture, 1 to 65536 pixels each way; `nil` for the network's own.
    package func measured(at size: Span? = nil) -> MeasuredNetwork {
        let graph = withImpliedInputs()
        let own = Measurement(graph, size: nil, own: nil).network
        guard let size, size != own.picture else { return own }
        return Measurement(graph, size: size, own: own.picture == nil ? nil : own).network
    }
}

/// Walks through a network once, from its inputs on.
private struct Measurement {
    private(set) var network: MeasuredNetwork
    /// What is known of a blob so far.
    private struct Blob {
        var shape: BlobShape?
        var field: ReceptiveField?
        /// The layer that last made or changed it.
        var source: Int
    }
    private var blobs: [String: Blob] = [:]
    private let size: Span?
    /// The figures at the network's own size, which the parameters are those of.
    private let own: MeasuredNetwork?
    private var unknownTypes: [String] = []

    init(_ graph: NetworkGraph, size: Span?, own: MeasuredNetwork?) {
        network = MeasuredNetwork(name: graph.name, layers: [], remarks: [])
        self.size = size
        self.own = own
        for layer in graph.layers { add(sized(layer)) }
        if !unknownTypes.isEmpty { remark(.unknownTypes(unknownTypes)) }
    }

    private mutating func remark(_ remark: Remark) {
        // The first ones tell what is wrong; a broken file has one for each layer.
        guard network.remarks.count < 8, !network.remarks.contains(remark) else { return }
        network.remarks.append(remark)
    }

    /// An input with pictures of the asked size; other layers as they are.
    private mutating func sized(_ layer: NetworkLayer) -> NetworkLayer {
        guard case .input(var shapes) = layer.kind, !shapes.isEmpty else { return layer }
        var layer = layer
        if let size {
            switch shapes[0] {
            case .map(let channels, let height, let width):
                // Where there are several inputs, those are resized that are as large as the first.
                let former = own?.picture ?? Span(height: height, width: width)
                guard former == Span(height: height, width: width) else { break }
                shapes[0] = .countableMap(channels: channels, height: size.height, width: size.width)
            case nil:
                guard own == nil, network.picture == nil else { break }
                shapes[0] = .countableMap(channels: 3, height: size.height, width: size.width)
                remark(.takenAsColoured(layer: layer.name))
            case .vector: break
            }
        }
        if case .map(_, let height, let width) = shapes[0], network.picture == nil {
            network.picture = Span(height: height, width: width)
        }
        if shapes[0] == nil { remark(.unknownInput(layer: layer.name)) }
        layer.kind = .input(shapes)
        return layer
    }

    private mutating func add(_ layer: NetworkLayer) {
        let place = network.layers.count
        let read = layer.bottoms.compactMap { blobs[$0] }
        let inputs = read.map(\.shape)
        var (shapes, said) = ShapeRules(layer: layer, inputs: inputs).outputs()
        if case .innerProduct = layer.kind, let own, let size, let needed = own.picture,
            let parameters = own.layers[place].parameters,
            let found = LayerCosts(layer: layer, inputs: inputs, output: nil).parameters, found != parameters
        {
            shapes = shapes.map { _ in nil }
            said = .needsPicture(layer: layer.name, of: needed, notOf: size)
        }
        if let said { remark(said) }
        if case .other = layer.kind, !unknownTypes.contains(layer.type), unknownTypes.count < 8 {
            unknownTypes.append(layer.type)
        }

        let output = shapes.first.flatMap { $0 }
        let costs = LayerCosts(layer: layer, inputs: inputs, output: output)
        let field = field(of: layer, read, output)
        network.layers.append(
            MeasuredLayer(
                layer: layer, sources: distinct(read.map(\.source)), output: output,
                parameters: own?.layers[place].parameters ?? costs.parameters,
                multiplyAdds: output == nil && layer.kind.isCounted ? nil : costs.multiplyAdds,
                receptiveField: field?.size, bytes: bytes(of: layer, shapes)))
        for (number, top) in layer.tops.enumerated() {
            blobs[top] = Blob(shape: number < shapes.count ? shapes[number] : nil, field: field, source: place)
        }
    }

    private func distinct(_ sources: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return sources.filter { seen.insert($0).inserted }
    }

    private func bytes(of layer: NetworkLayer, _ shapes: [BlobShape?]) -> Int? {
        guard !layer.isInPlace, !layer.kind.handsOn, !layer.tops.isEmpty else { return 0 }
        guard let first = shapes.first, first != nil else { return nil }
        return countableSum(shapes.compactMap { $0?.count }).map { 4 * $0 }
    }

    /// The receptive field of a layer's values.
    private func field(of layer: NetworkLayer, _ read: [Blob], _ output: BlobShape?) -> ReceptiveField? {
        if case .input = layer.kind { return .pixel }
        guard let first = read.first, var field = first.field else { return nil }
        switch layer.kind {
        case .convolution(let convolution):
            return field.behind(
                reach: convolution.reach, stride: convolution.stride, padding: convolution.padding)
        case .pooling(let pooling):
            guard let reach = pooling.kernel ?? first.shape?.extent else { return nil }
            return field.behind(reach: reach, stride: pooling.stride, padding: pooling.padding)
        case .localNormalisation(let size, withinChannel: true):
            return field.behind(reach: Span(size), stride: Span(1), padding: Span(size / 2))
        case .innerProduct, .flatten:
            // Each value of a map is read.
            guard output != nil, let extent = first.shape?.extent else { return nil }
            return field.behind(reach: extent, stride: Span(1), padding: Span(0))
        case .deconvolution, .other, .figure, .crop: return nil
        default: break
        }
        for other in read.dropFirst() {
            guard let next = other.field, let joined = field.joined(with: next) else { return nil }
            field = joined
        }
        return field
    }
}

extension LayerKind {
    /// Whether a layer has arithmetic that is counted, once its shape is known.
    fileprivate var isCounted: Bool {
        switch self {
        case .convolution, .deconvolution, .innerProduct: true
        default: false
        }
    }

    /// Whether a layer makes nothing of its own, but names for what it reads.
    fileprivate var handsOn: Bool {
        switch self {
        case .split, .flatten: true
        default: false
        }
    }
}
