import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// How far the picture's structure is from the content's: the mean of `(F̂ − P̂)²`, with each channel of a map less its
/// mean and divided by its standard deviation over the pixels that count (instance normalisation, Ulyanov et al. 2016,
/// arXiv:1607.08022). So contrast and colour may be the style's, and only where things are must be the content's.
///
/// Both have mean 0 and variance 1 then, and a channel's mean is `2 (1 − ρ)` with the correlation `ρ` of `F` and `P`.
final class StructureLoss: FeatureLoss {
    let part = LossPart.content

    /// The loss of one layer.
    private struct Term {
        let layer: LayerName
        let pixels: PixelWeights
        /// The layer's weight and the content's, over the number of layers.
        let weight: Double
        let channels: Int
        /// The size of the whole map.
        let extent: Extent
        /// `P`, one vector for each of the map's pixels.
        let target: ShortFeatures
        /// For each channel `Σ w F`, `Σ w F²`, `Σ w F P`, as far as they have been measured; while the content is learnt,
        /// `P` is in the place of `F`.
        var sums: [Double]
        /// The content's mean and one over its standard deviation in each channel; 0 for a channel that never changes.
        var content = Moments()
        /// The same of the picture, and `ρ`.
        var picture = Moments()
        var correlations: [Float] = []
        var value = 0.0
    }

    private struct Moments {
        var means: [Double] = []
        var inverses: [Double] = []
    }

    private var terms: [Term] = []
    private let backend: Backend

    /// - Throws: `NetworkError.outOfMemory`.
    init?(_ scene: LossScene, layers: [LayerName], weight: Double) throws(NetworkError) {
        backend = scene.backend
        let layers = layers.filter { scene.covered[$0].sum > 0 }
        for layer in layers {
            let extent = scene.content.image.extent.map(of: layer)
            let channels = scene.sizes.channels(of: layer)
            let target = try ShortFeatures(dimensions: channels, capacity: extent.pixels)
            _ = target.extend(by: extent.pixels)
            terms.append(
                Term(
                    layer: layer, pixels: scene.covered[layer],
                    weight: weight * scene.settings.contentLayers.weight(of: layer) / Double(layers.count),
                    channels: channels, extent: extent, target: target,
                    sums: [Double](repeating: 0, count: 3 * channels)))
        }
        if terms.isEmpty { return nil }
    }

    func learnContent(from maps: TileMaps) {
        for index in terms.indices {
            let term = terms[index]
            guard let features = maps[term.layer] else { continue }
            let place = maps.place(of: term.layer)
            backend.split(place.rows.count, grain: 1) { rows in
                for y in rows.map({ place.rows.lowerBound + $0 }) {
                    for x in place.columns {
                        term.target.set(
                            (place.top + y) * term.extent.width + place.left + x,
                            features.values + (y * features.width + x) * term.channels)
                    }
                }
            }
            add(features, place, to: &terms[index])
        }
    }

    func endLearning() {
        for index in terms.indices { terms[index].content = moments(terms[index]) }
    }

    func beginEvaluation(_ number: Int) -> Bool {
        for index in terms.indices {
            terms[index].sums = [Double](repeating: 0, count: 3 * terms[index].channels)
        }
        return false
    }

    func measure(_ maps: TileMaps) {
        for index in terms.indices {
            guard let features = maps[terms[index].layer] else { continue }
            add(features, maps.place(of: terms[index].layer), to: &terms[index])
        }
    }

    func endMeasuring() -> Double {
        var value = 0.0
        for index in terms.indices {
            let term = terms[index]
            let moments = moments(term)
            terms[index].picture = moments
            terms[index].correlations = (0..<term.channels).map { channel in
                let product = term.sums[2 * term.channels + channel] / term.pixels.sum
                return Float(
                    (product - moments.means[channel] * term.content.means[channel]) * moments.inverses[channel]
                        * term.content.inverses[channel])
            }
            let correlations = terms[index].correlations.reduce(0) { $0 + Double($1) }
            terms[index].value = term.weight * 2 * (1 - correlations / Double(term.channels))
            value += terms[index].value
        }
        return value
    }

    var layerValues: [LayerLoss] { layerValues(terms.lazy.map { ($0.layer, $0.value) }) }

    /// Standard deviations below this are taken for none: a feature that is the same everywhere says nothing.
    private static let leastDeviation = 1e-3

    /// Adds a tile's core.
    private func add(_ features: FeatureMap, _ place: MapPlace, to term: inout Term) {
        let (channels, target, pixels, width) = (term.channels, term.target, term.pixels, term.extent.width)
        // Row by row, so that the sums don't depend on the number of threads.
        var rows = [Double](repeating: 0, count: place.rows.count * 3 * channels)
        rows.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            backend.split(place.rows.count, grain: 1) { range in
                for number in range {
                    let sums = base + number * 3 * channels
                    let y = place.rows.lowerBound + number
                    for x in place.columns {
                        let whole = (place.top + y) * width + place.left + x
                        let weight = pixels.values?[whole] ?? 1
                        guard weight > 0 else { continue }
                        ShortFloats.addMoments(
                            features.values + (y * features.width + x) * channels, target[whole], weight: weight,
                            to: sums, count: channels)
                    }
                }
            }
            for number in 0..<place.rows.count {
                for index in 0..<(3 * channels) { term.sums[index] += base[number * 3 * channels + index] }
            }
        }
    }

    private func moments(_ term: Term) -> Moments {
        var moments = Moments()
        for channel in 0..<term.channels {
            let mean = term.sums[channel] / term.pixels.sum
            let variance = term.sums[term.channels + channel] / term.pixels.sum - mean * mean
            let deviation = max(0, variance).squareRoot()
            moments.means.append(mean)
            moments.inverses.append(deviation > Self.leastDeviation ? 1 / deviation : 0)
        }
        return moments
    }

    /// `−2 w / (C N σ) · (P̂ − ρ F̂)`.
    func writeGradient(
        of layer: LayerName, _ maps: TileMaps, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) -> Bool {
        guard let term = terms.first(where: { $0.layer == layer }), let features = maps[layer] else { return false }
        let place = maps.place(of: layer)
        let (channels, extent, content, picture) = (term.channels, term.extent, term.content, term.picture)
        let factor = -2 * slope * term.weight / (Double(channels) * term.pixels.sum)
        // P̂ and F̂ enter as straight lines of P and F.
        var (fromTarget, fromFeatures, constants): ([Float], [Float], [Float]) = ([], [], [])
        for channel in 0..<channels {
            let outer = factor * picture.inverses[channel]
            let ofTarget = outer * content.inverses[channel]
            let ofFeatures = -outer * picture.inverses[channel] * Double(term.correlations[channel])
            fromTarget.append(Float(ofTarget))
            fromFeatures.append(Float(ofFeatures))
            constants.append(Float(-ofTarget * content.means[channel] - ofFeatures * picture.means[channel]))
        }
        backend.split(features.height, grain: 1) { rows in
            for y in rows {
                for x in 0..<features.width {
                    let own = (y * features.width + x) * channels
                    let (row, column) = (min(place.top + y, extent.height - 1), min(place.left + x, extent.width - 1))
                    let number = row * extent.width + column
                    ShortFloats.writeCombination(
                        fromTarget, term.target[number], fromFeatures, features.values + own, constants,
                        weight: term.pixels.values?[number] ?? 1, into: gradient.values + own, accumulate: accumulate,
                        count: channels)
                }
            }
        }
        return true
    }
}

extension StructureLoss {
    struct Design: FeatureLossDesign {
        let layers: [LayerName]
        var contentLayers: [LayerName] { layers }
        let styleLayers: [LayerName] = []
        let needsWholePicture = true
        private let weight: Double

        /// In the last pass, which draws strokes, the structure needs more weight.
        private static let weightOfTheLastPass = 10.0

        init?(_ settings: Settings, _ stage: Stage) {
            guard settings.hasContent else { return nil }
            layers = settings.contentLayers.names
            weight = settings.effectiveWeights.content * (stage == .finishing ? Self.weightOfTheLastPass : 1)
        }

        func targetBytes(_ sizes: LossSizes) -> Int {
            layers.reduce(0) { sum, layer in
                sum + sizes.content.map(of: layer).pixels * sizes.channels(of: layer) * MemoryLayout<UInt16>.stride
            }
        }

        func scratchCount(_ sizes: LossSizes) -> Int { 0 }

        func loss(for scene: LossScene) throws(NetworkError) -> (any FeatureLoss)? {
            try StructureLoss(scene, layers: layers, weight: weight)
        }
    }
}
