import NSTVGG

extension NetworkGraph {
    /// The whole of a VGG network as Simonyan & Zisserman 2015, table 1, has it, under the names of Oxford's files:
    /// with the three fully connected layers and the softmax, whose weights nothing here needs.
    ///
    /// Pooling is that of this program (it rounds down), the picture the one that the network was trained on: 224 × 224.
    package init(_ architecture: Architecture) {
        var layers: [NetworkLayer] = []
        var blob = "image"
        /// Adds a layer that makes a blob of its own name, and what changes that in place.
        func add(_ name: String, _ type: String, _ kind: LayerKind) {
            layers.append(NetworkLayer(name: name, type: type, kind: kind, bottoms: [blob], tops: [name]))
            blob = name
        }
        func addInPlace(_ name: String, _ type: String, _ kind: LayerKind) {
            layers.append(NetworkLayer(name: name, type: type, kind: kind, bottoms: [blob], tops: [blob]))
        }

        let picture = BlobShape.map(channels: 3, height: 224, width: 224)
        layers.append(NetworkLayer(name: blob, type: "Input", kind: .input([picture]), bottoms: [], tops: [blob]))
        let convolutions = architecture.convolutions
        for (number, convolution) in convolutions.enumerated() {
            let place = "\(convolution.block)_\(convolution.index)"
            add(
                convolution.name, "Convolution",
                .convolution(
                    LayerKind.Convolution(outputs: convolution.outputChannels, kernel: Span(3), padding: Span(1))))
            addInPlace("relu\(place)", "ReLU", .activation)
            guard number + 1 == convolutions.count || convolutions[number + 1].block != convolution.block else {
                continue
            }
            add(
                "pool\(convolution.block)", "Pooling",
                .pooling(LayerKind.Pooling(method: .maximum, kernel: Span(2), stride: Span(2), roundsUp: false)))
        }
        for number in 6...7 {
            add("fc\(number)", "InnerProduct", .innerProduct(LayerKind.InnerProduct(outputs: 4096)))
            addInPlace("relu\(number)", "ReLU", .activation)
            addInPlace("drop\(number)", "Dropout", .dropout(ratio: 0.5))
        }
        add("fc8", "InnerProduct", .innerProduct(LayerKind.InnerProduct(outputs: 1000)))
        add("prob", "Softmax", .softmax)
        self.init(name: architecture.rawValue, layers: layers)
    }
}
