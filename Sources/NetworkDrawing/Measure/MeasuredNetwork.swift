/// A network with its figures for one picture: shapes, parameters, arithmetic, memory, receptive fields.
package struct MeasuredNetwork: Equatable, Sendable {
    /// What the network calls itself; may be empty.
    package var name: String
    /// The picture's size; `nil` where there is none.
    package var picture: Span?
    /// Inputs first.
    package var layers: [MeasuredLayer]
    /// What there is to say besides.
    package var remarks: [Remark]
}

/// A layer with its figures.
package struct MeasuredLayer: Equatable, Sendable {
    package var layer: NetworkLayer
    /// The layers that made what it reads, by their places in the network; for each bottom the last that made or changed
    /// it.
    package var sources: [Int]
    /// The shape of the first blob that it makes; `nil` where it isn't known.
    package var output: BlobShape?
    /// Weights and biases; `nil` where it isn't known.
    package var parameters: Int?
    /// Multiplications, each with an addition, in convolutions and fully connected layers; `nil` where it isn't known.
    package var multiplyAdds: Int?
    /// How many pixels of the picture, down and across, one value depends on, those outside of the picture included;
    /// `nil` where it isn't known.
    package var receptiveField: Span?
    /// The bytes of what it makes, as 32-bit floating-point numbers; none where it changes what it reads or only hands
    /// it on; `nil` where it isn't known.
    package var bytes: Int?
}

extension MeasuredNetwork {
    /// Sums over layers.
    package struct Totals: Equatable, Sendable {
        package var parameters = Sum()
        package var multiplyAdds = Sum()
        package var bytes = Sum()
    }

    /// A sum of what is known.
    package struct Sum: Equatable, Sendable {
        package var known = 0
        /// Whether there is nothing that isn't known.
        package var isWhole = true

        fileprivate static func += (sum: inout Sum, summand: Int?) {
            sum.known += summand ?? 0
            sum.isWhole = sum.isWhole && summand != nil
        }
    }

    /// The sums over all layers.
    package var totals: Totals { totals { _ in true } }

    /// The sums over the convolutions and what follows them up to the next fully connected layer: the part of a network
    /// that works on pictures of any size.
    package var convolutionalTotals: Totals {
        // As soon as something reads a fully connected layer, directly or not, it is out.
        var isBehind: [Bool] = []
        for layer in layers {
            let isConnected = if case .innerProduct = layer.layer.kind { true } else { false }
            isBehind.append(isConnected || layer.sources.contains { isBehind[$0] })
        }
        return totals { !isBehind[$0] }
    }

    private func totals(_ counts: (Int) -> Bool) -> Totals {
        var totals = Totals()
        for (place, layer) in layers.enumerated() where counts(place) {
            totals.parameters += layer.parameters
            totals.multiplyAdds += layer.multiplyAdds
            totals.bytes += layer.bytes
        }
        return totals
    }
}
