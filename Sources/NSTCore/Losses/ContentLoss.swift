import NSTKernels
import NSTOptions
import NSTVGG

/// How far feature maps are from the content picture's (Gatys et al. 2015, eq. 1).
final class ContentLoss: FeatureLoss {
    let part = LossPart.content

    /// The loss of one layer.
    private struct Term {
        let layer: LayerName
        /// The content picture's feature map, all of it.
        let target: FeatureMap
        /// How much the map's pixels count.
        let pixels: PixelWeights
        /// The layer's weight, and the content's.
        let weight: Double
        /// The loss is this times `Σ w (F − P)²`.
        var factor = 0.0
        /// The loss, as far as it has been measured.
        var value = 0.0
    }

    private var terms: [Term] = []
    private let normalisation: LossNormalisation
    private let backend: Backend

    /// - Throws: `NetworkError.outOfMemory`.
    init?(_ scene: LossScene, layers: [LayerName]) throws(NetworkError) {
        normalisation = scene.settings.losses
        backend = scene.backend
        for layer in layers where scene.covered[layer].sum > 0 {
            let size = scene.content.image.extent.map(of: layer)
            let channels = scene.sizes.channels(of: layer)
            let target = FeatureMap(
                height: size.height, width: size.width, channels: channels,
                in: try .allocate(size.pixels * channels))
            terms.append(
                Term(
                    layer: layer, target: target, pixels: scene.covered[layer],
                    weight: scene.scales.content * scene.settings.contentLayers.weight(of: layer)))
        }
        if terms.isEmpty { return nil }
    }

    func learnContent(from maps: TileMaps) {
        for term in terms {
            if let features = maps[term.layer] { term.target.copyCore(of: features, at: maps.place(of: term.layer)) }
        }
    }

    func endLearning() {
        for index in terms.indices {
            let (target, pixels) = (terms[index].target, terms[index].pixels)
            terms[index].factor =
                terms[index].weight
                * normalisation.contentFactor(pixels: pixels.sum, channels: target.channels) {
                    target.spread(pixels: pixels, backend: backend)
                }
        }
    }

    func beginEvaluation(_ number: Int) -> Bool {
        for index in terms.indices { terms[index].value = 0 }
        return false
    }

    func measure(_ maps: TileMaps) {
        for (index, term) in terms.enumerated() {
            guard let features = maps[term.layer] else { continue }
            terms[index].value += term.factor * squaredDistance(features, term, at: maps.place(of: term.layer))
        }
    }

    func endMeasuring() -> Double { terms.reduce(0) { $0 + $1.value } }

    var layerValues: [LayerLoss] { layerValues(terms.lazy.map { ($0.layer, $0.value) }) }

    /// `Σ w (F − P)²` over a tile's core.
    private func squaredDistance(_ features: FeatureMap, _ term: Term, at place: MapPlace) -> Double {
        let sums = [Double](unsafeUninitializedCapacity: place.rows.count) { sums, initialised in
            backend.split(place.rows.count, grain: 1) { range in
                for number in range {
                    var sum = 0.0
                    Self.forEachRun(place.rows.lowerBound + number, place.columns, features, term, place) {
                        weight, own, other, count in
                        guard weight > 0 else { return }
                        sum +=
                            Double(weight)
                            * VectorMath.squaredDistance(
                                features.values + own, term.target.values + other, count: count)
                    }
                    sums[number] = sum
                }
            }
            initialised = place.rows.count
        }
        return sums.reduce(0, +)
    }

    /// `2 · slope · factor · w (F − P)`. Eq. 2 also sets it to zero where `F` is not positive: that is the ReLU's own
    /// gradient, which the network applies.
    func writeGradient(
        of layer: LayerName, _ maps: TileMaps, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) -> Bool {
        guard let term = terms.first(where: { $0.layer == layer }), let features = maps[layer] else { return false }
        let place = maps.place(of: layer)
        let scale = Float(2 * slope * term.factor)
        backend.split(features.height, grain: 1) { rows in
            for y in rows {
                Self.forEachRun(y, 0..<features.width, features, term, place) { weight, own, other, count in
                    VectorMath.writeDifference(
                        features.values + own, term.target.values + other, scale: scale * weight,
                        into: gradient.values + own, accumulate: accumulate, count: count)
                }
            }
        }
        return true
    }

    /// Calls `body` with the pixels of a tile's row that have one weight: all of them, or one by one.
    ///
    /// - Parameter body: Gets the weight, where the pixels' values begin in the tile's map and in the target, and how
    ///   many values there are.
    @inline(__always)
    private static func forEachRun(
        _ y: Int, _ columns: Range<Int>, _ features: FeatureMap, _ term: Term, _ place: MapPlace,
        _ body: (_ weight: Float, _ own: Int, _ other: Int, _ count: Int) -> Void
    ) {
        let channels = features.channels
        let (own, other) = (y * features.width, (place.top + y) * term.target.width + place.left)
        guard let weights = term.pixels.values else {
            return body(
                1, (own + columns.lowerBound) * channels, (other + columns.lowerBound) * channels,
                columns.count * channels)
        }
        for x in columns { body(weights[other + x], (own + x) * channels, (other + x) * channels, channels) }
    }
}

extension ContentLoss {
    struct Design: FeatureLossDesign {
        let layers: [LayerName]
        var contentLayers: [LayerName] { layers }
        let styleLayers: [LayerName] = []
        let needsWholePicture = false

        init?(_ settings: Settings) {
            guard settings.hasContent else { return nil }
            layers = settings.contentLayers.names
        }

        func targetBytes(_ sizes: LossSizes) -> Int {
            layers.reduce(0) { sum, layer in
                sum + sizes.content.map(of: layer).pixels * sizes.channels(of: layer) * MemoryLayout<Float>.stride
            }
        }

        func scratchCount(_ sizes: LossSizes) -> Int { 0 }

        func loss(for scene: LossScene) throws(NetworkError) -> (any FeatureLoss)? {
            try ContentLoss(scene, layers: layers)
        }
    }
}
