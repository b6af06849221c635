extension BlobShape {
    /// `224 × 224 × 64`: height, width, channels; a vector's number of values alone.
    var text: String {
        switch self {
        case .map(let channels, let height, let width): "\(height) × \(width) × \(channels)"
        case .vector(let count): "\(count)"
        }
    }
}

extension LayerKind {
    /// What there is to say of a layer but its type: `3 × 3, stride 1, padding 1`. Sizes are height × width. Empty where
    /// there is nothing.
    var details: String {
        switch self {
        case .convolution(let convolution), .deconvolution(let convolution): convolution.details
        case .pooling(let pooling): pooling.details
        case .innerProduct(let product): product.hasBias ? "" : "no bias"
        case .learntActivation(let isShared): isShared ? "one slope" : "a slope for each channel"
        case .dropout(let ratio): "\(ratio)"
        case .localNormalisation(let size, let withinChannel):
            withinChannel ? "over \(size) × \(size) places" : "over \(size) channels"
        case .scale(let hasBias): hasBias ? "with bias" : ""
        case .concatenation(let axis), .slice(let axis, _): axis == 1 ? "" : "along axis \(axis)"
        case .elementwise(let operation): operation
        case .input, .activation, .normalisation, .bias, .softmax, .split, .flatten, .crop, .figure, .other: ""
        }
    }
}

extension NetworkLayer {
    /// Type and details: `Convolution 3 × 3, stride 1, padding 1`.
    var summary: String { kind.details.isEmpty ? type : "\(type) \(kind.details)" }
}

extension LayerKind.Convolution {
    fileprivate var details: String {
        var parts = [kernel.sides, "stride \(stride.shortSides)", "padding \(padding.shortSides)"]
        if dilation != Span(1) { parts.append("dilation \(dilation.shortSides)") }
        if groups != 1 { parts.append("\(groups) groups") }
        if !hasBias { parts.append("no bias") }
        return parts.joined(separator: ", ")
    }
}

extension LayerKind.Pooling {
    fileprivate var details: String {
        guard let kernel else { return "\(method.rawValue) of all" }
        let padded = padding == Span(0) ? "" : ", padding \(padding.shortSides)"
        return "\(method.rawValue) \(kernel.sides), stride \(stride.shortSides)\(padded)"
    }
}

extension Span {
    /// Height and width.
    fileprivate var sides: String { "\(height) × \(width)" }
    /// One number where both are the same.
    var shortSides: String { height == width ? "\(height)" : sides }
}

extension MeasuredNetwork {
    /// The sums in a few words: parameters, and what maps take.
    var summary: String {
        let (parameters, bytes) = (totals.parameters, totals.bytes)
        let first = "\(parameters.isWhole ? "" : "at least ")\(grouped(parameters.known)) parameters"
        guard let picture else { return first }
        let maps = "maps of \(bytes.isWhole ? "" : "at least ")\(memoryText(bytes.known))"
        return "\(first) · a picture of \(picture.text): \(maps)"
    }
}
