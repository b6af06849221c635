/// Where a description says what goes into the network.
enum PrototxtInputs {
    static let sizes = 1...1 << 20

    /// The inputs that stand beside the layers, as layers of their own: `input` with `input_shape`, or with four
    /// `input_dim` each.
    static func layers(of network: TextMessage) throws(PrototxtError) -> [NetworkLayer] {
        let names = try network.texts("input")
        var shapes: [BlobShape?] = []
        for message in try network.messages("input_shape") { shapes.append(try shape(of: message)) }
        if shapes.isEmpty {
            let sizes = try network.integers("input_dim", in: sizes)
            shapes = stride(from: 0, to: sizes.count - 3, by: 4).map { shape(of: Array(sizes[$0..<$0 + 4])) }
        }
        let lines = network.all("input").map(\.line)
        return zip(names.map(printable), lines).enumerated().map { number, input in
            NetworkLayer(
                name: input.0, type: "Input", kind: .input([number < shapes.count ? shapes[number] : nil]), bottoms: [],
                tops: [input.0], line: input.1)
        }
    }

    /// A shape in Caffe's form, how many pictures there are being the first of its sizes.
    static func shape(of message: TextMessage) throws(PrototxtError) -> BlobShape? {
        shape(of: try message.integers("dim", in: sizes))
    }

    private static func shape(of sizes: [Int]) -> BlobShape? {
        switch sizes.count {
        case 1: .vector(1)
        case 2: .countableVector(sizes[1])
        case 4: .countableMap(channels: sizes[1], height: sizes[2], width: sizes[3])
        default: nil
        }
    }

    /// What a layer that reads data makes: pictures first, as far as the description says how large they are; then
    /// labels.
    static func shapes(of layer: TextMessage, type: String, tops: Int) throws(PrototxtError) -> [BlobShape?] {
        var shapes = [BlobShape?](repeating: nil, count: tops)
        func set(_ found: [BlobShape?]) {
            // One shape is that of all.
            for top in shapes.indices {
                shapes[top] = found.count == 1 ? found[0] : top < found.count ? found[top] : nil
            }
        }
        switch type {
        case "Input", "DummyData":
            var found: [BlobShape?] = []
            let parameters = try layer.message(type == "Input" ? "input_param" : "dummy_data_param")
            for message in try parameters.messages("shape") { found.append(try shape(of: message)) }
            if found.isEmpty, let channels = try parameters.integer("channels", in: sizes) {
                let height = try parameters.integer("height", in: sizes) ?? 1
                let width = try parameters.integer("width", in: sizes) ?? 1
                found = [.countableMap(channels: channels, height: height, width: width)]
            }
            set(found)
        case "MemoryData":
            let parameters = try layer.message("memory_data_param")
            if let channels = try parameters.integer("channels", in: sizes),
                let height = try parameters.integer("height", in: sizes),
                let width = try parameters.integer("width", in: sizes)
            {
                set([.countableMap(channels: channels, height: height, width: width), .vector(1)])
            }
        case "Data", "ImageData", "WindowData":
            let extent = try pictureExtent(of: layer, type: type)
            // Nothing says it, but pictures are coloured unless they are said not to be.
            let isColoured = try layer.message("image_data_param").flag("is_color", else: true)
            let picture = extent.flatMap {
                BlobShape.countableMap(channels: isColoured ? 3 : 1, height: $0.height, width: $0.width)
            }
            set([picture, .vector(1)])
        default: break
        }
        return shapes
    }

    /// The size that pictures are cut or stretched to.
    private static func pictureExtent(of layer: TextMessage, type: String) throws(PrototxtError) -> Span? {
        // Before there was transform_param, each kind of data had its own crop_size.
        let own =
            ["Data": "data_param", "ImageData": "image_data_param", "WindowData": "window_data_param"][type] ?? ""
        let parameters = try layer.message(own)
        for message in [try layer.message("transform_param"), parameters] {
            if let size = try message.integer("crop_size", in: 0...sizes.upperBound), size > 0 { return Span(size) }
        }
        guard let height = try parameters.integer("new_height", in: 0...sizes.upperBound), height > 0,
            let width = try parameters.integer("new_width", in: 0...sizes.upperBound), width > 0
        else { return nil }
        return Span(height: height, width: width)
    }
}
