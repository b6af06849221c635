/// A network as its layers and the blobs between them, as Caffe's files have it.
package struct NetworkGraph: Equatable, Sendable {
    /// What the network calls itself; may be empty.
    package var name: String
    /// The layers in the file's order. What a layer reads is made by one before it; a blob that no layer makes is an
    /// input of its own (`withImpliedInputs()`).
    package var layers: [NetworkLayer]

    /// A network of its layers.
    package init(name: String, layers: [NetworkLayer]) {
        self.name = name
        self.layers = layers
    }
}

/// One layer of a network.
package struct NetworkLayer: Equatable, Sendable {
    /// Such as `conv4_2`.
    package var name: String
    /// Caffe's name of what it does, such as `Convolution`.
    package var type: String
    /// What it does, as far as shapes and parameters depend on it.
    package var kind: LayerKind
    /// The blobs that it reads.
    package var bottoms: [String]
    /// The blobs that it makes.
    package var tops: [String]
    /// Where it begins in its file, counted from 1; `nil` where there is no file.
    package var line: Int?

    /// A layer of its parts.
    package init(
        name: String, type: String, kind: LayerKind, bottoms: [String], tops: [String], line: Int? = nil
    ) {
        self.name = name
        self.type = type
        self.kind = kind
        self.bottoms = bottoms
        self.tops = tops
        self.line = line
    }

    /// Whether it changes the blob that it reads instead of making another.
    package var isInPlace: Bool { bottoms.count == 1 && tops == bottoms }
}

extension NetworkGraph {
    /// The network with an input for each blob that is read and that no layer before makes, so that everything that is
    /// read has a maker.
    func withImpliedInputs() -> NetworkGraph {
        var made: Set<String> = []
        var inputs: [NetworkLayer] = []
        for layer in layers {
            for bottom in layer.bottoms where made.insert(bottom).inserted {
                inputs.append(
                    NetworkLayer(
                        name: bottom, type: "Input", kind: .input([nil]), bottoms: [], tops: [bottom],
                        line: layer.line))
            }
            made.formUnion(layer.tops)
        }
        return NetworkGraph(name: name, layers: inputs + layers)
    }
}
