/// A network with its figures for other programs. The README documents it; names and meanings stay what they are.
package struct NetworkDocument: Codable, Equatable, Sendable {
    /// Which form this is; another one will have another number.
    package var version = 1
    /// What the network calls itself; may be empty.
    package var name: String
    /// The picture's size; left out where there is none.
    package var picture: Span?
    package var layers: [Layer]
    package var totals: Totals
    /// What there is to say besides, in sentences.
    package var remarks: [String]

    /// One layer. What isn't known, and what a layer of the type doesn't have, is left out.
    package struct Layer: Codable, Equatable, Sendable {
        package var name: String
        /// Caffe's name of the type.
        package var type: String
        /// The line of the file where it begins.
        package var line: Int?
        package var bottoms: [String]
        package var tops: [String]
        /// The names of the layers that made or last changed what it reads.
        package var sources: [String]
        package var inPlace: Bool
        package var kernel: Span?
        package var stride: Span?
        package var padding: Span?
        package var dilation: Span?
        package var groups: Int?
        /// `max`, `average` or `stochastic`.
        package var pooling: String?
        package var output: Output?
        package var parameters: Int?
        package var multiplyAdds: Int?
        /// In pixels.
        package var receptiveField: Span?
        /// Of what it makes, as 32-bit floating-point numbers.
        package var bytes: Int?
    }

    /// The shape of the first blob that a layer makes. A vector has only channels.
    package struct Output: Codable, Equatable, Sendable {
        package var channels: Int
        package var height: Int?
        package var width: Int?
    }

    /// Sums of what is known.
    package struct Totals: Codable, Equatable, Sendable {
        package var parameters: Int
        package var multiplyAdds: Int
        package var bytes: Int
    }
}

extension NetworkDocument {
    /// What is known of a network.
    package init(_ network: MeasuredNetwork) {
        name = network.name
        picture = network.picture
        layers = network.layers.map { layer in
            Layer(layer, sources: layer.sources.map { network.layers[$0].layer.name })
        }
        let sums = network.totals
        totals = Totals(
            parameters: sums.parameters.known, multiplyAdds: sums.multiplyAdds.known, bytes: sums.bytes.known)
        remarks = network.remarks.map(\.sentence)
    }
}

extension NetworkDocument.Layer {
    fileprivate init(_ measured: MeasuredLayer, sources: [String]) {
        let layer = measured.layer
        self.init(
            name: layer.name, type: layer.type, line: layer.line, bottoms: layer.bottoms, tops: layer.tops,
            sources: sources, inPlace: layer.isInPlace,
            output: measured.output.map { shape in
                switch shape {
                case .map(let channels, let height, let width):
                    NetworkDocument.Output(channels: channels, height: height, width: width)
                case .vector(let count): NetworkDocument.Output(channels: count)
                }
            },
            parameters: measured.parameters, multiplyAdds: measured.multiplyAdds,
            receptiveField: measured.receptiveField, bytes: measured.bytes)
        switch layer.kind {
        case .convolution(let convolution), .deconvolution(let convolution):
            (kernel, stride, padding) = (convolution.kernel, convolution.stride, convolution.padding)
            (dilation, groups) = (convolution.dilation, convolution.groups)
        case .pooling(let window):
            // The whole map is its kernel where it has none.
            (kernel, stride, padding) = (window.kernel, window.stride, window.padding)
            pooling = window.method.rawValue
        default: break
        }
    }
}
