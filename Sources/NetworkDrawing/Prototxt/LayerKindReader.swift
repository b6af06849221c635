/// Reads what a layer of Caffe's does.
struct LayerKindReader {
    let message: TextMessage
    /// The layer's name, for errors.
    let layer: String
    /// How many blobs it makes.
    let tops: Int

    /// More channels than any layer has.
    private static let counts = 1...1 << 24
    /// More than any kernel, stride or padding.
    private static let spans = 1...1 << 16
    /// Caffe has no more axes.
    private static let axes = -32...31

    /// What a layer of a type (in the present form) does.
    func kind(_ type: String) throws(PrototxtError) -> LayerKind {
        switch type {
        case "Input", "Data", "DummyData", "HDF5Data", "ImageData", "MemoryData", "WindowData":
            .input(try PrototxtInputs.shapes(of: message, type: type, tops: tops))
        case "Convolution": try convolution().map { .convolution($0) } ?? .other
        case "Deconvolution": try convolution().map { .deconvolution($0) } ?? .other
        case "Pooling": try pooling().map { .pooling($0) } ?? .other
        case "InnerProduct":
            .innerProduct(
                LayerKind.InnerProduct(
                    outputs: try needed("num_output", in: message.message("inner_product_param")),
                    hasBias: try message.message("inner_product_param").flag("bias_term", else: true)))
        case "AbsVal", "BNLL", "Clip", "ELU", "Exp", "Log", "Power", "ReLU", "ReLU6", "Sigmoid", "Swish", "TanH",
            "Threshold":
            .activation
        case "PReLU":
            .learntActivation(isShared: try message.message("prelu_param").flag("channel_shared", else: false))
        case "Dropout":
            .dropout(ratio: try message.message("dropout_param").last("dropout_ratio")?.number() ?? 0.5)
        case "LRN": try localNormalisation()
        case "BatchNorm", "MVN": .normalisation
        case "Scale": .scale(hasBias: try message.message("scale_param").flag("bias_term", else: false))
        case "Bias": .bias
        case "Softmax": .softmax
        case "Concat": .concatenation(axis: try axis("concat_param", old: "concat_dim"))
        case "Eltwise":
            .elementwise(shortened(try message.message("eltwise_param").choice("operation")?.lowercased() ?? "sum"))
        case "Slice":
            .slice(
                axis: try axis("slice_param", old: "slice_dim"),
                points: try message.message("slice_param").integers("slice_point", in: Self.counts))
        case "Split": .split
        case "Flatten": .flatten
        case "Crop": .crop
        case "Accuracy": .figure
        // SoftmaxWithLoss is one, too.
        case _ where type.hasSuffix("Loss"): .figure
        default: .other
        }
    }

    private func needed(_ field: String, in parameters: TextMessage) throws(PrototxtError) -> Int {
        guard let value = try parameters.integer(field, in: Self.counts) else {
            throw PrototxtError(line: message.line, .missing(field: field, layer: shortened(layer)))
        }
        return value
    }

    /// The axis that blobs are put together or cut along; 1 is channels.
    private func axis(_ name: String, old: String) throws(PrototxtError) -> Int {
        let parameters = try message.message(name)
        let former = try parameters.integer(old, in: Self.axes)
        let axis = try parameters.integer("axis", in: Self.axes) ?? former ?? 1
        // Maps have four axes; counted from the end, the last is -1.
        return axis < 0 ? axis + 4 : axis
    }

    private func localNormalisation() throws(PrototxtError) -> LayerKind {
        let parameters = try message.message("lrn_param")
        return .localNormalisation(
            size: try parameters.integer("local_size", in: Self.spans) ?? 5,
            withinChannel: try parameters.choice("norm_region") == "WITHIN_CHANNEL")
    }

    /// A size for both directions, or one for each: `kernel_size`, or `kernel_h` and `kernel_w`.
    ///
    /// - Returns: `nil` where there are more directions than two.
    private func span(
        _ parameters: TextMessage, _ both: String, _ single: String, in range: ClosedRange<Int>, else standard: Int?
    ) throws(PrototxtError) -> Span? {
        let height = try parameters.integer("\(single)_h", in: range)
        let width = try parameters.integer("\(single)_w", in: range)
        if height != nil || width != nil {
            guard let height = height ?? standard, let width = width ?? standard else {
                let lacking = height == nil ? "h" : "w"
                throw PrototxtError(
                    line: message.line, .missing(field: "\(single)_\(lacking)", layer: shortened(layer)))
            }
            return Span(height: height, width: width)
        }
        let sizes = try parameters.integers(both, in: range)
        switch sizes.count {
        case 0:
            guard let standard else {
                throw PrototxtError(line: message.line, .missing(field: both, layer: shortened(layer)))
            }
            return Span(standard)
        case 1: return Span(sizes[0])
        case 2: return Span(height: sizes[0], width: sizes[1])
        default: return nil
        }
    }

    /// - Returns: `nil` for a convolution of something else than maps.
    private func convolution() throws(PrototxtError) -> LayerKind.Convolution? {
        let parameters = try message.message("convolution_param")
        let paddings = 0...Self.spans.upperBound
        guard let kernel = try span(parameters, "kernel_size", "kernel", in: Self.spans, else: nil),
            let stride = try span(parameters, "stride", "stride", in: Self.spans, else: 1),
            let padding = try span(parameters, "pad", "pad", in: paddings, else: 0),
            let dilation = try span(parameters, "dilation", "dilation", in: Self.spans, else: 1)
        else { return nil }
        return LayerKind.Convolution(
            outputs: try needed("num_output", in: parameters), kernel: kernel, stride: stride, padding: padding,
            dilation: dilation, groups: try parameters.integer("group", in: Self.counts) ?? 1,
            hasBias: try parameters.flag("bias_term", else: true))
    }

    /// - Returns: `nil` for a pooling of something else than maps.
    private func pooling() throws(PrototxtError) -> LayerKind.Pooling? {
        let parameters = try message.message("pooling_param")
        let method: LayerKind.Pooling.Method =
            switch try parameters.choice("pool") {
            case nil, "MAX", "0": .maximum
            case "AVE", "1": .average
            case "STOCHASTIC", "2": .stochastic
            default:
                throw parameters.last("pool")?.wrong("MAX, AVE or STOCHASTIC")
                    ?? PrototxtError(line: message.line, .missing(field: "pool", layer: shortened(layer)))
            }
        let roundsUp = try !["FLOOR", "1"].contains(parameters.choice("round_mode"))
        if try parameters.flag("global_pooling", else: false) {
            return LayerKind.Pooling(method: method, kernel: nil, roundsUp: roundsUp)
        }
        let paddings = 0...Self.spans.upperBound
        guard let kernel = try span(parameters, "kernel_size", "kernel", in: Self.spans, else: nil),
            let stride = try span(parameters, "stride", "stride", in: Self.spans, else: 1),
            let padding = try span(parameters, "pad", "pad", in: paddings, else: 0)
        else { return nil }
        return LayerKind.Pooling(
            method: method, kernel: kernel, stride: stride, padding: padding, roundsUp: roundsUp)
    }
}
