import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// How far each layer's features are from the nearest of the styles', each layer for itself: the sum over the layers of the
/// mean of `1 − cos`, of vectors less their kind's mean (Kolkin et al. 2022, arXiv:2203.13215, section 3.3). It is the last
/// pass, which gives the picture the strokes' surface.
///
/// Places lie on a grid, and are matched anew, on another grid, in each evaluation; for an optimiser that measures curvature,
/// which ends with each change, every `longStretch` evaluations.
final class StrokeLoss: FeatureLoss {
    let part = LossPart.style

    /// The features of one layer that places choose from, for one region.
    private struct Offer {
        /// Unit vectors around the styles' mean, `[count, channels]`.
        let vectors: LargeMemory
        let count: Int
    }

    /// The loss of one layer in one region.
    private struct Term {
        let layer: LayerName
        let channels: Int
        let styles: [Int]
        let pixels: PixelWeights
        let grid: Int
        /// The layer's weight and the style's.
        let weight: Double
        var offer: Offer?
        /// For each place of the grid which vector it is compared with; −1 for none.
        var targets: [Int32] = []
        /// The loss, as far as it has been measured.
        var value = 0.0
    }

    /// How many evaluations targets and grid are kept for an optimiser that measures curvature.
    static let longStretch = 8
    /// How many vectors a layer's places choose from.
    static let mostVectors = 3072

    private let backend: Backend
    private let extent: Extent
    /// How many evaluations targets and grid are kept.
    private let stretch: Int
    private let samples: [LayerName: PlaceSample]
    private let styleWeights: [WeightPyramid]
    private var terms: [Term] = []
    /// What has been seen of the styles: by layer and style, as many vectors as there are.
    private var seen: [LayerName: [Int: [Float]]] = [:]
    /// The mean features of the picture that the pass begins with.
    private var means: [LayerName: [Float]] = [:]
    private var guideSums: [LayerName: [Double]] = [:]
    private let covered: WeightPyramid
    private var evaluation = 0
    private var isMatched = false

    init?(_ scene: LossScene, design: Design) {
        backend = scene.backend
        extent = scene.content.image.extent
        stretch = design.stretch
        covered = scene.covered
        styleWeights = scene.styles.map { $0.weights(layers: design.layers) }
        var samples: [LayerName: PlaceSample] = [:]
        for layer in design.layers {
            let total = scene.sizes.styles.reduce(0) { $0 + $1.map(of: layer).pixels } * design.turnings.count
            samples[layer] = PlaceSample(Self.mostVectors, of: total)
        }
        self.samples = samples
        for region in scene.guidance.regions {
            let pyramid = WeightPyramid(region.pixels, extent: extent, layers: design.layers)
            for layer in design.layers where pyramid[layer].sum > 0 {
                terms.append(
                    Term(
                        layer: layer, channels: scene.sizes.channels(of: layer), styles: region.styles,
                        pixels: pyramid[layer], grid: Self.grid(layer, of: scene.content.image.extent),
                        weight: scene.scales.style * design.offer.weights.weight(of: layer)))
            }
        }
        if terms.isEmpty { return nil }
    }

    /// How many of a map's cells lie between two places: the picture has about 64 along its longer side, and large ones as
    /// many in each piece of 512 pixels.
    fileprivate static func grid(_ layer: LayerName, of picture: Extent) -> Int {
        let pixels = max(1, min(8, (picture.longest + 32) / 64))
        return max(1, pixels >> layer.poolings)
    }

    // MARK: Targets

    func learnStyle(_ view: StyleView, from maps: TileMaps) {
        for (layer, sample) in samples {
            guard let features = maps[layer] else { continue }
            let places = view.places(
                maps.place(of: layer), in: maps.tiling.picture.map(of: layer),
                weights: styleWeights[view.number][layer], sample: sample)
            var vectors = seen[layer]?[view.number] ?? []
            for (y, x) in places {
                let start = features.values + (y * features.width + x) * features.channels
                vectors.append(contentsOf: UnsafeBufferPointer(start: start, count: features.channels))
            }
            seen[layer, default: [:]][view.number] = vectors
        }
    }

    func learnGuide(from maps: TileMaps) {
        for layer in samples.keys {
            guard let features = maps[layer] else { continue }
            let place = maps.place(of: layer)
            let width = extent.map(of: layer).width
            let channels = features.channels
            var rows = [Double](repeating: 0, count: place.rows.count * channels)
            let weights = covered[layer].values
            rows.withUnsafeMutableBufferPointer { rows in
                let rows = rows
                backend.split(place.rows.count, grain: 1) { range in
                    for number in range {
                        let y = place.rows.lowerBound + number
                        for x in place.columns {
                            let weight = weights?[(place.top + y) * width + place.left + x] ?? 1
                            let values = features.values + (y * features.width + x) * channels
                            for channel in 0..<channels {
                                rows[number * channels + channel] += Double(weight * values[channel])
                            }
                        }
                    }
                }
            }
            var sums = guideSums[layer] ?? [Double](repeating: 0, count: channels)
            for number in 0..<place.rows.count {
                for channel in 0..<channels { sums[channel] += rows[number * channels + channel] }
            }
            guideSums[layer] = sums
        }
    }

    func endLearning() throws(NetworkError) {
        means = guideSums.reduce(into: [:]) { means, pair in
            let sum = max(covered[pair.key].sum, .leastNormalMagnitude)
            means[pair.key] = pair.value.map { Float($0 / sum) }
        }
        for index in terms.indices {
            let channels = terms[index].channels
            let vectors = terms[index].styles.flatMap { seen[terms[index].layer]?[$0] ?? [] }
            let count = vectors.count / max(1, channels)
            guard count > 0 else { continue }
            let memory: LargeMemory = try .allocate(vectors.count)
            var mean = [Float](repeating: 0, count: channels)
            for number in 0..<count {
                for channel in 0..<channels { mean[channel] += vectors[number * channels + channel] / Float(count) }
            }
            for number in 0..<count {
                let values = memory.base + number * channels
                for channel in 0..<channels { values[channel] = vectors[number * channels + channel] - mean[channel] }
                let length = VectorMath.dot(values, values, count: channels).squareRoot()
                VectorMath.scale(values, by: 1 / max(length, Self.leastLength), count: channels)
            }
            terms[index].offer = Offer(vectors: memory, count: count)
        }
        seen = [:]
    }

    // MARK: Evaluation

    func beginEvaluation(_ number: Int) -> Bool {
        for index in terms.indices { terms[index].value = 0 }
        evaluation = number
        isMatched = number % stretch != 0
        if !isMatched {
            for index in terms.indices {
                terms[index].targets = [Int32](repeating: -1, count: gridSize(terms[index]).pixels)
            }
        }
        return !isMatched && number > 0
    }

    /// Where the grid begins in the present stretch.
    private func offset(_ term: Term) -> (y: Int, x: Int) {
        var state = UInt64(evaluation / stretch &* 7919)
        state = (state &+ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        state ^= state >> 29
        return (Int((state >> 8) % UInt64(term.grid)), Int((state >> 24) % UInt64(term.grid)))
    }

    /// How many places the grid has, at the most.
    private func gridSize(_ term: Term) -> Extent {
        let size = extent.map(of: term.layer)
        return Extent(height: size.height / term.grid + 1, width: size.width / term.grid + 1)
    }

    /// Calls `body` with each place of the grid in some rows of a tile's map: where it lies there, its number in the
    /// grid, and how much it counts.
    private func forEachPlace(
        _ term: Term, _ place: MapPlace, rows: Range<Int>, columns: Range<Int>,
        _ body: (_ y: Int, _ x: Int, _ number: Int, _ weight: Float) -> Void
    ) {
        let (offset, size, width) = (offset(term), extent.map(of: term.layer), gridSize(term).width)
        for y in rows {
            let row = place.top + y - offset.y
            guard row >= 0, row % term.grid == 0, place.top + y < size.height else { continue }
            for x in columns {
                let column = place.left + x - offset.x
                guard column >= 0, column % term.grid == 0, place.left + x < size.width else { continue }
                let weight = term.pixels.values?[(place.top + y) * size.width + place.left + x] ?? 1
                guard weight > 0 else { continue }
                body(y, x, row / term.grid * width + column / term.grid, weight)
            }
        }
    }

    func measure(_ maps: TileMaps) {
        for index in terms.indices {
            guard let features = maps[terms[index].layer] else { continue }
            let place = maps.place(of: terms[index].layer)
            if !isMatched { match(index, features, place) }
            terms[index].value += terms[index].weight * distance(terms[index], features, place)
        }
    }

    func endMeasuring() -> Double {
        isMatched = true
        return terms.reduce(0) { $0 + $1.value }
    }

    var layerValues: [LayerLoss] { layerValues(terms.lazy.map { ($0.layer, $0.value) }) }

    private static let leastLength: Float = 1e-12

    private func match(_ index: Int, _ features: FeatureMap, _ place: MapPlace) {
        let term = terms[index]
        guard let offer = term.offer, let mean = means[term.layer] else { return }
        let channels = term.channels
        var places: [(start: Int, number: Int)] = []
        forEachPlace(term, place, rows: place.rows, columns: place.columns) { y, x, number, _ in
            places.append(((y * features.width + x) * channels, number))
        }
        // Some thousand at a time, so that memory stays small.
        let block = 4096
        for first in stride(from: 0, to: places.count, by: block) {
            let count = min(block, places.count - first)
            var queries = [Float](repeating: 0, count: count * channels)
            var best = [Int32](repeating: -1, count: count)
            queries.withUnsafeMutableBufferPointer { queries in
                guard let base = queries.baseAddress else { return }
                backend.split(count, grain: 64) { range in
                    for number in range {
                        let values = base + number * channels
                        values.update(from: features.values + places[first + number].start, count: channels)
                        VectorMath.add(-1, times: mean, to: values, count: channels)
                    }
                }
                NearestSearch.search(
                    queries: base, queryCount: count, references: offer.vectors.base, ranges: [0..<offer.count],
                    dimensions: channels, best: &best, pool: backend.pool)
            }
            for number in 0..<count { terms[index].targets[places[first + number].number] = best[number] }
        }
    }

    /// `Σ w (1 − cos)` over a tile's core, times the term's share.
    private func distance(_ term: Term, _ features: FeatureMap, _ place: MapPlace) -> Double {
        guard let offer = term.offer, let mean = means[term.layer] else { return 0 }
        let channels = term.channels
        var sums = [Double](repeating: 0, count: place.rows.count)
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = sums
            backend.split(place.rows.count, grain: 1) { range in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: channels) { buffer in
                    guard let query = buffer.baseAddress else { return }
                    for row in range {
                        let y = place.rows.lowerBound + row
                        forEachPlace(term, place, rows: y..<(y + 1), columns: place.columns) { y, x, number, weight in
                            guard term.targets[number] >= 0 else { return }
                            let target = offer.vectors.base + Int(term.targets[number]) * channels
                            let length = centre(features, y, x, mean, into: query)
                            let cosine = VectorMath.dot(query, target, count: channels) / length
                            sums[row] += Double(weight) * (1 - Double(cosine))
                        }
                    }
                }
            }
        }
        return sums.reduce(0, +) / expectedSum(term)
    }

    /// How much the places of any grid count together, in the mean: known before all tiles have been matched.
    private func expectedSum(_ term: Term) -> Double {
        max(term.pixels.sum / Double(term.grid * term.grid), .leastNormalMagnitude)
    }

    /// Writes a feature vector less the mean.
    ///
    /// - Returns: Its length.
    private func centre(
        _ features: FeatureMap, _ y: Int, _ x: Int, _ mean: [Float], into query: UnsafeMutablePointer<Float>
    ) -> Float {
        query.update(from: features.values + (y * features.width + x) * features.channels, count: features.channels)
        VectorMath.add(-1, times: mean, to: query, count: features.channels)
        return max(VectorMath.dot(query, query, count: features.channels).squareRoot(), Self.leastLength)
    }

    /// For each place of the grid `w / N · (cos q / |q|² − t / |q|)`.
    func writeGradient(
        of layer: LayerName, _ maps: TileMaps, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) -> Bool {
        guard let features = maps[layer], let mean = means[layer] else { return false }
        let place = maps.place(of: layer)
        var isWritten = false
        for term in terms where term.layer == layer {
            guard let offer = term.offer else { continue }
            let channels = term.channels
            let clears = !accumulate && !isWritten
            let factor = Float(slope * term.weight / expectedSum(term))
            backend.split(features.height, grain: 1) { range in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: channels) { buffer in
                    guard let query = buffer.baseAddress else { return }
                    for y in range {
                        let row = gradient.values + y * gradient.width * channels
                        if clears { row.update(repeating: 0, count: gradient.width * channels) }
                        forEachPlace(term, place, rows: y..<(y + 1), columns: 0..<features.width) {
                            y, x, number, weight in
                            guard term.targets[number] >= 0 else { return }
                            let target = offer.vectors.base + Int(term.targets[number]) * channels
                            let length = centre(features, y, x, mean, into: query)
                            let cosine = VectorMath.dot(query, target, count: channels) / length
                            let values = row + x * channels
                            VectorMath.add(-factor * weight / length, times: target, to: values, count: channels)
                            VectorMath.add(
                                factor * weight * cosine / (length * length), times: query, to: values,
                                count: channels)
                        }
                    }
                }
            }
            isWritten = true
        }
        return isWritten
    }
}

extension StrokeLoss {
    struct Design: ChoosingDesign {
        let offer: StyleOffer
        let needsWholePicture = true
        let stretch: Int

        init?(_ settings: Settings, _ stage: Stage) {
            guard stage == .finishing, let offer = StyleOffer(settings) else { return nil }
            self.offer = offer
            stretch = settings.effectiveOptimiser == .lbfgs ? StrokeLoss.longStretch : 1
        }

        func targetBytes(_ sizes: LossSizes) -> Int {
            let regions = max(1, sizes.styles.count)
            let values = layers.reduce(0) { sum, layer in
                let (map, grid) = (sizes.content.map(of: layer), StrokeLoss.grid(layer, of: sizes.content))
                // Vectors and targets.
                return sum + regions
                    * (StrokeLoss.mostVectors * sizes.channels(of: layer)
                        + (map.height / grid + 1) * (map.width / grid + 1))
            }
            return values * MemoryLayout<Float>.stride
        }

        /// The vectors once more.
        func learningBytes(_ sizes: LossSizes) -> Int {
            layers.reduce(0) { $0 + StrokeLoss.mostVectors * sizes.channels(of: $1) } * MemoryLayout<Float>.stride
        }

        /// What a multiplication costs beside one of `NearestLoss`, whose vectors are shorter.
        private static let costOfLongVectors = 0.5

        func searchProducts(_ sizes: LossSizes, evaluations: Int) -> Double {
            let stretches = (evaluations + stretch - 1) / stretch
            return Self.costOfLongVectors * Double(stretches * StrokeLoss.mostVectors)
                * layers.reduce(0) { sum, layer in
                    let grid = StrokeLoss.grid(layer, of: sizes.content)
                    let places = sizes.content.map(of: layer).pixels / (grid * grid)
                    return sum + Double(places * sizes.channels(of: layer))
                }
        }

        func loss(for scene: LossScene) throws(NetworkError) -> (any FeatureLoss)? {
            StrokeLoss(scene, design: self)
        }
    }
}
