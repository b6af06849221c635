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
        let channels: Int
        /// `P`, then `P̂`.
        let target: FeatureMap
        /// For each channel `Σ w F`, `Σ w F²`, `Σ w F P̂`, as far as they have been measured.
        var sums: [Double]
        /// For each channel the mean, one over the standard deviation, and `ρ`; 0 for a channel that never changes.
        var means: [Float] = []
        var inverses: [Float] = []
        var correlations: [Float] = []
    }

    private var terms: [Term] = []
    private let weight: Double
    private let backend: Backend

    /// - Throws: `NetworkError.outOfMemory`.
    init?(_ scene: LossScene, layers: [LayerName], weight: Double) throws(NetworkError) {
        self.weight = weight
        backend = scene.backend
        for layer in layers where scene.covered[layer].sum > 0 {
            let size = scene.content.image.extent.map(of: layer)
            let channels = scene.sizes.channels(of: layer)
            let target = FeatureMap(
                height: size.height, width: size.width, channels: channels, in: try .allocate(size.pixels * channels))
            terms.append(
                Term(
                    layer: layer, pixels: scene.covered[layer], channels: channels, target: target,
                    sums: [Double](repeating: 0, count: 3 * channels)))
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
            let target = terms[index].target
            let whole = MapPlace(all: target)
            add(target, whole, to: &terms[index])
            finish(&terms[index])
            let (means, inverses) = (terms[index].means, terms[index].inverses)
            backend.split(target.pixels, grain: 64) { range in
                for pixel in range {
                    let values = target.values + pixel * target.channels
                    for channel in 0..<target.channels {
                        values[channel] = (values[channel] - means[channel]) * inverses[channel]
                    }
                }
            }
        }
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
            finish(&terms[index])
            let correlations = terms[index].correlations.reduce(0) { $0 + Double($1) }
            value += 2 * (1 - correlations / Double(terms[index].channels))
        }
        return weight * value / Double(terms.count)
    }

    /// Standard deviations below this are taken for none: a feature that is the same everywhere says nothing.
    private static let leastDeviation = 1e-3

    /// Adds a tile's core.
    private func add(_ features: FeatureMap, _ place: MapPlace, to term: inout Term) {
        let (channels, target, pixels) = (term.channels, term.target, term.pixels)
        // Row by row, so that the sums don't depend on the number of threads.
        var rows = [Double](repeating: 0, count: place.rows.count * 3 * channels)
        rows.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            backend.split(place.rows.count, grain: 1) { range in
                for number in range {
                    let sums = base + number * 3 * channels
                    let y = place.rows.lowerBound + number
                    for x in place.columns {
                        let whole = (place.top + y) * target.width + place.left + x
                        let weight = pixels.values?[whole] ?? 1
                        guard weight > 0 else { continue }
                        VectorMath.addMoments(
                            features.values + (y * features.width + x) * channels, target.values + whole * channels,
                            weight: weight, to: sums, count: channels)
                    }
                }
            }
            for number in 0..<place.rows.count {
                for index in 0..<(3 * channels) { term.sums[index] += base[number * 3 * channels + index] }
            }
        }
    }

    private func finish(_ term: inout Term) {
        let (count, channels) = (term.pixels.sum, term.channels)
        (term.means, term.inverses, term.correlations) = ([], [], [])
        for channel in 0..<channels {
            let mean = term.sums[channel] / count
            let deviation = max(0, term.sums[channels + channel] / count - mean * mean).squareRoot()
            let inverse = deviation > Self.leastDeviation ? 1 / deviation : 0
            term.means.append(Float(mean))
            term.inverses.append(Float(inverse))
            // `P̂` has mean 0.
            term.correlations.append(Float(term.sums[2 * channels + channel] / count * inverse))
        }
    }

    /// `−2 w / (L C N σ) · (P̂ − ρ F̂)`.
    func writeGradient(
        of layer: LayerName, _ maps: TileMaps, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) -> Bool {
        guard let term = terms.first(where: { $0.layer == layer }), let features = maps[layer] else { return false }
        let place = maps.place(of: layer)
        let channels = term.channels
        let factor = Float(-2 * slope * weight / (Double(terms.count * channels) * term.pixels.sum))
        // F̂ enters as a straight line of F.
        let fromTarget = term.inverses.map { factor * $0 }
        let fromFeatures = zip(fromTarget, zip(term.inverses, term.correlations)).map { -$0 * $1.0 * $1.1 }
        let constants = zip(fromFeatures, term.means).map { -$0 * $1 }
        let whole = maps.tiling.picture.map(of: layer)
        backend.split(features.height, grain: 1) { rows in
            for y in rows {
                for x in 0..<features.width {
                    let own = (y * features.width + x) * channels
                    let (row, column) = (place.top + y, place.left + x)
                    let number = min(row, whole.height - 1) * whole.width + min(column, whole.width - 1)
                    let weight = term.pixels.values?[number] ?? 1
                    VectorMath.writeCombination(
                        fromTarget, term.target.values + number * channels, fromFeatures, features.values + own,
                        constants, weight: weight, into: gradient.values + own, accumulate: accumulate,
                        count: channels)
                }
            }
        }
        return true
    }
}

extension MapPlace {
    /// All of a map.
    init(all map: FeatureMap) {
        self.init(rows: 0..<map.height, columns: 0..<map.width, top: 0, left: 0)
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
            guard settings.losses == .nearest, settings.hasContent else { return nil }
            layers = settings.contentLayers
            weight = settings.effectiveWeights.content * (stage == .finishing ? Self.weightOfTheLastPass : 1)
        }

        func targetBytes(_ sizes: LossSizes) -> Int {
            layers.reduce(0) { sum, layer in
                sum + sizes.content.map(of: layer).pixels * sizes.channels(of: layer) * MemoryLayout<Float>.stride
            }
        }

        func scratchCount(_ sizes: LossSizes) -> Int { 0 }

        func loss(for scene: LossScene) throws(NetworkError) -> (any FeatureLoss)? {
            try StructureLoss(scene, layers: layers, weight: weight)
        }
    }
}
