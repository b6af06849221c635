/// What shapes layers make of those that they read.
struct ShapeRules {
    let layer: NetworkLayer
    /// The shapes of its bottoms.
    let inputs: [BlobShape?]

    /// Why a shape isn't known although those before it are.
    private func failure(_ remark: Remark) -> ([BlobShape?], Remark?) { (unknown, remark) }
    private var unknown: [BlobShape?] { Array(repeating: nil, count: max(1, layer.tops.count)) }
    private func all(_ shape: BlobShape?) -> ([BlobShape?], Remark?) {
        (Array(repeating: shape, count: max(1, layer.tops.count)), nil)
    }

    /// The shape of each top, `nil` for what isn't known, and what there is to say of it.
    func outputs() -> ([BlobShape?], Remark?) {
        switch layer.kind {
        case .input(let shapes): return (shapes, nil)
        case .figure: return all(.vector(1))
        case .other: return (unknown, nil)
        default: break
        }
        guard let first = inputs.first, let input = first else { return (unknown, nil) }
        switch layer.kind {
        case .convolution(let convolution): return convolved(input, convolution)
        case .deconvolution(let convolution): return deconvolved(input, convolution)
        case .pooling(let pooling): return pooled(input, pooling)
        case .innerProduct(let product):
            guard let shape = BlobShape.countableVector(product.outputs) else {
                return failure(.uncountable(layer: layer.name))
            }
            return all(shape)
        case .flatten: return all(.countableVector(input.count))
        case .concatenation(let axis): return concatenated(axis: axis)
        case .elementwise:
            return inputs.allSatisfy { $0 == nil || $0 == input }
                ? all(inputs.contains(nil) ? nil : input) : failure(.unlikeInputs(layer: layer.name))
        case .slice(let axis, let points): return sliced(input, axis: axis, points: points)
        case .crop:
            guard inputs.count > 1, let extent = inputs[1]?.extent else { return (unknown, nil) }
            return all(.countableMap(channels: input.channels, height: extent.height, width: extent.width))
        case .activation, .learntActivation, .dropout, .localNormalisation, .normalisation, .scale, .bias, .softmax,
            .split:
            return all(input)
        case .input, .figure, .other: return (unknown, nil)
        }
    }

    /// The map of `channels` with a height and a width.
    private func map(_ channels: Int, _ height: Int, _ width: Int) -> ([BlobShape?], Remark?) {
        guard min(height, width) > 0 else { return failure(.nothingLeft(layer: layer.name)) }
        guard let shape = BlobShape.countableMap(channels: channels, height: height, width: width) else {
            return failure(.uncountable(layer: layer.name))
        }
        return all(shape)
    }

    /// (input + 2·padding − reach) / stride + 1, rounded down (Caffe's `ConvolutionLayer::compute_output_shape`).
    private func convolved(_ input: BlobShape, _ convolution: LayerKind.Convolution) -> ([BlobShape?], Remark?) {
        guard divides(convolution, input) else {
            return failure(.indivisible(layer: layer.name, groups: convolution.groups))
        }
        func size(_ side: KeyPath<Span, Int>) -> Int {
            let room =
                input.extent[keyPath: side] + 2 * convolution.padding[keyPath: side] - convolution.reach[keyPath: side]
            return room < 0 ? 0 : room / convolution.stride[keyPath: side] + 1
        }
        return map(convolution.outputs, size(\.height), size(\.width))
    }

    /// stride·(input − 1) + reach − 2·padding (Caffe's `DeconvolutionLayer::compute_output_shape`).
    private func deconvolved(_ input: BlobShape, _ convolution: LayerKind.Convolution) -> ([BlobShape?], Remark?) {
        guard divides(convolution, input) else {
            return failure(.indivisible(layer: layer.name, groups: convolution.groups))
        }
        func size(_ side: KeyPath<Span, Int>) -> Int? {
            guard let steps = countableProduct(convolution.stride[keyPath: side], input.extent[keyPath: side] - 1)
            else {
                return nil
            }
            return steps + convolution.reach[keyPath: side] - 2 * convolution.padding[keyPath: side]
        }
        guard let height = size(\.height), let width = size(\.width) else {
            return failure(.uncountable(layer: layer.name))
        }
        return map(convolution.outputs, height, width)
    }

    private func divides(_ convolution: LayerKind.Convolution, _ input: BlobShape) -> Bool {
        input.channels.isMultiple(of: convolution.groups) && convolution.outputs.isMultiple(of: convolution.groups)
    }

    /// Like a convolution, rounded up where the layer says so; with padding, a window must begin inside of the map or
    /// its first padding (Caffe's `PoolingLayer::Reshape`).
    private func pooled(_ input: BlobShape, _ pooling: LayerKind.Pooling) -> ([BlobShape?], Remark?) {
        guard let kernel = pooling.kernel else { return map(input.channels, 1, 1) }
        func size(_ side: KeyPath<Span, Int>) -> Int {
            let (length, stride) = (input.extent[keyPath: side], pooling.stride[keyPath: side])
            let padding = pooling.padding[keyPath: side]
            let room = length + 2 * padding - kernel[keyPath: side]
            guard room >= 0 else { return 0 }
            let count = (room + (pooling.roundsUp ? stride - 1 : 0)) / stride + 1
            return padding > 0 && (count - 1) * stride >= length + padding ? count - 1 : count
        }
        return map(input.channels, size(\.height), size(\.width))
    }

    private func concatenated(axis: Int) -> ([BlobShape?], Remark?) {
        let known = inputs.compactMap { $0 }
        guard known.count == inputs.count, let first = known.first else { return (unknown, nil) }
        var sizes = Self.sizes(first)
        guard sizes.indices.contains(axis - 1) else { return (unknown, nil) }
        for shape in known.dropFirst() {
            var next = Self.sizes(shape)
            guard next.count == sizes.count else { return failure(.unlikeInputs(layer: layer.name)) }
            guard let sum = countableSum([sizes[axis - 1], next[axis - 1]]) else {
                return failure(.uncountable(layer: layer.name))
            }
            next[axis - 1] = sizes[axis - 1]
            guard next == sizes else { return failure(.unlikeInputs(layer: layer.name)) }
            sizes[axis - 1] = sum
        }
        return Self.shape(sizes).map { all($0) } ?? failure(.uncountable(layer: layer.name))
    }

    private func sliced(_ input: BlobShape, axis: Int, points: [Int]) -> ([BlobShape?], Remark?) {
        var sizes = Self.sizes(input)
        let count = layer.tops.count
        guard sizes.indices.contains(axis - 1), count > 0 else { return (unknown, nil) }
        let whole = sizes[axis - 1]
        let ends = points.isEmpty ? (1..<max(1, count)).map { whole / count * $0 } : points
        guard ends.count == count - 1, !points.isEmpty || whole.isMultiple(of: count) else {
            return failure(.unlikeInputs(layer: layer.name))
        }
        let shapes = zip([0] + ends, ends + [whole]).map { start, end -> BlobShape? in
            sizes[axis - 1] = end - start
            return Self.shape(sizes)
        }
        return shapes.contains(nil) ? failure(.unlikeInputs(layer: layer.name)) : (shapes, nil)
    }

    /// A shape's sizes behind the number of pictures.
    private static func sizes(_ shape: BlobShape) -> [Int] {
        switch shape {
        case .map(let channels, let height, let width): [channels, height, width]
        case .vector(let count): [count]
        }
    }

    private static func shape(_ sizes: [Int]) -> BlobShape? {
        sizes.count == 3
            ? .countableMap(channels: sizes[0], height: sizes[1], width: sizes[2]) : .countableVector(sizes[0])
    }
}
