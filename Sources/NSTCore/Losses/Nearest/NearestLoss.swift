import Glibc
import NSTKernels
import NSTOptions
import NSTPictures
import NSTVGG

/// How far the hypercolumns of a painting are from the styles' that are nearest to those of a guide: the mean of
/// `1 − cos(h, t)` over the places (Kolkin et al. 2022, arXiv:2203.13215, eq. 1).
///
/// The guide is the content, mixed with what is painted so far. Targets are chosen once, before the first evaluation.
final class NearestLoss: FeatureLoss {
    let part = LossPart.style

    /// Places that choose from the same styles.
    private struct Region {
        /// How much the places belong to the region, `[height, width]` of the places.
        let pixels: PixelWeights
        let styles: [Int]
        var matching: Matching?
        /// The numbers of the region's places in the whole picture.
        let places: [Int]
        /// Their hypercolumns along the principal directions.
        var queries: LargeMemory?
    }

    private let layout: HypercolumnLayout
    private let places: Extent
    private let backend: Backend
    private let weight: Double
    private let variety: Float
    private let features: ShortFeatures
    private let sample: PlaceSample
    private let styles: [Style]
    /// How much the styles' places count, by style.
    private let styleWeights: [PixelWeights]
    private var ranges: [Int: Range<Int>] = [:]
    private var regions: [Region]
    /// For each region and place, which of the styles' vectors is wanted; −1 for none.
    private var targets: [[Int32]] = []
    /// The lengths of the styles' vectors.
    private var lengths: [Float] = []
    private var failure: NetworkError?

    /// One over the number of places that count.
    private let share: Double
    private var value = 0.0
    /// Of the present tile's places: the length of its hypercolumn, and for each region the cosine.
    private var tileLengths: [Float] = []
    private var tileCosines: [[Float]] = []

    /// - Throws: `NetworkError.outOfMemory`.
    init?(_ scene: LossScene, design: Design) throws(NetworkError) {
        layout = design.layout(scene.sizes)
        let extent = scene.content.image.extent
        let places = HypercolumnLayout.places(of: extent)
        self.places = places
        backend = scene.backend
        weight = scene.scales.style
        variety = Float(scene.settings.effectiveVariety)
        styles = scene.styles
        let marker = LayerName(.pool, HypercolumnLayout.poolings)
        styleWeights = styles.map { $0.weights(layers: [marker])[marker] }
        let budget = design.budget(scene.sizes)
        sample = PlaceSample(budget.capacity, of: budget.total)
        features = try ShortFeatures(dimensions: layout.count, capacity: budget.capacity)
        regions = scene.guidance.regions.compactMap { region in
            let pixels = WeightPyramid(region.pixels, extent: extent, layers: [marker])[marker]
            guard pixels.sum > 0 else { return nil }
            let numbers = (0..<places.pixels).filter { pixels.values?[$0] ?? 1 > 0 }
            return Region(pixels: pixels, styles: region.styles, matching: nil, places: numbers)
        }
        let covered = WeightPyramid(scene.guidance.coverage, extent: extent, layers: [marker])[marker]
        share = 1 / max(covered.sum, .leastNormalMagnitude)
        if regions.isEmpty { return nil }
    }

    // MARK: Targets

    func learnStyle(_ view: StyleView, from maps: TileMaps) {
        guard let columns = Hypercolumns(maps, layout: layout) else { return }
        let place = MapPlace(placesOf: maps.tile)
        let chosen = view.places(
            place, in: HypercolumnLayout.places(of: maps.tiling.picture),
            weights: styleWeights[view.number], sample: sample)
        let numbers = features.extend(by: chosen.count)
        let known = ranges[view.number]
        ranges[view.number] = (known?.lowerBound ?? numbers.lowerBound)..<numbers.upperBound
        backend.split(numbers.count, grain: 8) { range in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: layout.count) { buffer in
                guard let column = buffer.baseAddress else { return }
                for index in range {
                    columns.write(y: chosen[index].y, x: chosen[index].x, to: column)
                    features.set(numbers.lowerBound + index, column)
                }
            }
        }
    }

    func learnGuide(from maps: TileMaps) {
        guard failure == nil, let columns = Hypercolumns(maps, layout: layout) else { return }
        do { try prepareSearch() } catch { return failure = error }
        let place = MapPlace(placesOf: maps.tile)
        for region in regions {
            guard let matching = region.matching, let queries = region.queries else { continue }
            // Row by row, the places of the region lie in order.
            for y in place.rows {
                let start = (place.top + y) * places.width + place.left
                let first = region.places.firstIndex(atLeast: start + place.columns.lowerBound)
                let last = region.places.firstIndex(atLeast: start + place.columns.upperBound)
                matching.project(last - first, into: queries.base + first * Matching.directions) { number, column in
                    columns.write(y: y, x: region.places[first + number] - start, to: column)
                }
            }
        }
    }

    /// When all styles have been seen.
    private func prepareSearch() throws(NetworkError) {
        guard lengths.isEmpty else { return }
        lengths = (0..<features.count).map { number in
            var squares: Float = 0
            withUnsafeTemporaryAllocation(of: Float.self, capacity: layout.count) { buffer in
                guard let values = buffer.baseAddress else { return }
                ShortFloats.decode(features[number], into: values, count: layout.count)
                squares = VectorMath.dot(values, values, count: layout.count)
            }
            return squares.squareRoot()
        }
        for index in regions.indices {
            let offered = regions[index].styles.compactMap { number in
                ranges[number].flatMap { $0.isEmpty ? nil : (number: number, range: $0) }
            }
            guard !offered.isEmpty else { continue }
            let heaviest = offered.map { styles[$0.number].weight }.max() ?? 1
            regions[index].matching = try Matching(
                features, ranges: offered.map(\.range),
                firstPrices: offered.map { Float(Self.weightPrice * log(heaviest / styles[$0.number].weight)) },
                backend: backend)
            regions[index].queries = try .allocate(regions[index].places.count * Matching.directions)
        }
    }

    /// What a style that weighs `1/e` as much as the heaviest costs more, in cosine distance.
    private static let weightPrice = 0.1

    func endLearning() throws(NetworkError) {
        if let failure { throw failure }
        targets = regions.map { region in
            var targets = [Int32](repeating: -1, count: places.pixels)
            guard let matching = region.matching, let queries = region.queries else { return targets }
            let found = matching.match(queries: queries.base, count: region.places.count, variety: variety)
            for (place, target) in zip(region.places, found) { targets[place] = target }
            return targets
        }
        for index in regions.indices { (regions[index].queries, regions[index].matching) = (nil, nil) }
    }

    // MARK: Evaluation

    func beginEvaluation(_ number: Int) -> Bool {
        value = 0
        return false
    }

    func measure(_ maps: TileMaps) {
        guard let columns = Hypercolumns(maps, layout: layout) else { return }
        let place = MapPlace(placesOf: maps.tile)
        let size = columns.extent
        tileLengths = [Float](repeating: 0, count: size.pixels)
        tileCosines = regions.map { _ in [Float](repeating: 0, count: size.pixels) }
        var sums = [Double](repeating: 0, count: size.height)
        tileLengths.withUnsafeMutableBufferPointer { lengths in
            sums.withUnsafeMutableBufferPointer { sums in
                withMutablePointers(&tileCosines) { cosines in
                    let (lengths, sums) = (lengths, sums)
                    backend.split(size.height, grain: 1) { rows in
                        withUnsafeTemporaryAllocation(of: Float.self, capacity: layout.count) { buffer in
                            guard let column = buffer.baseAddress else { return }
                            for y in rows {
                                for x in 0..<size.width {
                                    let (own, whole) = (y * size.width + x, number(y, x, place))
                                    guard regions.indices.contains(where: { targets[$0][whole] >= 0 }) else {
                                        continue
                                    }
                                    columns.write(y: y, x: x, to: column)
                                    let length = max(
                                        VectorMath.dot(column, column, count: layout.count).squareRoot(),
                                        Self.leastLength)
                                    lengths[own] = length
                                    for index in regions.indices {
                                        let target = Int(targets[index][whole])
                                        guard target >= 0 else { continue }
                                        let product = ShortFloats.dot(features[target], column, count: layout.count)
                                        let cosine = product / max(length * self.lengths[target], Self.leastLength)
                                        cosines[index][own] = cosine
                                        if place.rows.contains(y), place.columns.contains(x) {
                                            let pixels = regions[index].pixels.values?[whole] ?? 1
                                            sums[y] += Double(pixels) * (1 - Double(cosine))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        value += sums.reduce(0, +)
    }

    private static let leastLength: Float = 1e-12

    /// The number of a tile's place in the whole picture; those of a halo that reaches beyond it don't count.
    private func number(_ y: Int, _ x: Int, _ place: MapPlace) -> Int {
        min(places.height - 1, place.top + y) * places.width + min(places.width - 1, place.left + x)
    }

    func endMeasuring() -> Double { weight * share * value }

    /// For each place `w · (cos(h, t) h / |h|² − t / (|h| |t|))`.
    func writeGradient(
        of layer: LayerName, _ maps: TileMaps, slope: Double, into gradient: FeatureMap, accumulate: Bool
    ) -> Bool {
        guard let columns = Hypercolumns(maps, layout: layout) else { return false }
        let place = MapPlace(placesOf: maps.tile)
        let factor = Float(slope * weight * share)
        let width = columns.extent.width
        return columns.writeGradient(of: layer, into: gradient, accumulate: accumulate, backend: backend) {
            own, column, offset, scale, values, count in
            let whole = number(own / width, own % width, place)
            let length = tileLengths[own]
            guard length > 0 else { return }
            for index in regions.indices {
                let target = Int(targets[index][whole])
                guard target >= 0 else { continue }
                let pixels = factor * scale * (regions[index].pixels.values?[whole] ?? 1)
                ShortFloats.add(
                    -pixels / max(length * lengths[target], Self.leastLength), times: features[target] + offset,
                    to: values, count: count)
                VectorMath.add(
                    pixels * tileCosines[index][own] / (length * length), times: column, to: values, count: count)
            }
        }
    }
}

extension Array where Element == Int {
    /// The first index whose value is at least `value`, in a rising array.
    fileprivate func firstIndex(atLeast value: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Hands over pointers to several arrays' values.
private func withMutablePointers(_ arrays: inout [[Float]], _ body: ([UnsafeMutablePointer<Float>]) -> Void) {
    func next(_ index: Int, _ pointers: [UnsafeMutablePointer<Float>], _ arrays: inout [[Float]]) {
        guard index < arrays.count else { return body(pointers) }
        var values = arrays[index]
        arrays[index] = []
        values.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { next(index + 1, pointers + [base], &arrays) }
        }
        arrays[index] = values
    }
    next(0, [], &arrays)
}

extension NearestLoss {
    struct Design: ChoosingDesign {
        let offer: StyleOffer
        let needsWholePicture = false
        var reach: Int { offer.layers.map { AxisCells.reach(poolings: $0.poolings) }.max() ?? 0 }

        init?(_ settings: Settings, _ stage: Stage) {
            guard stage == .painting, let offer = StyleOffer(settings) else { return nil }
            self.offer = offer
        }

        func layout(_ sizes: LossSizes) -> HypercolumnLayout {
            HypercolumnLayout(layers: offer.weights, channels: sizes.channels)
        }

        /// The most vectors of styles, and products of a place with one of them in each round of a search, that are worth
        /// their time beside the evaluations.
        private static let (mostVectors, mostProducts) = (32_768, 300_000_000)
        private static let leastVectors = 6144

        /// How many of the styles' vectors are kept, of how many there are.
        func budget(_ sizes: LossSizes) -> (capacity: Int, total: Int) {
            let total =
                turnings.count
                * sizes.styles.reduce(0) { $0 + HypercolumnLayout.places(of: $1).pixels }
            let places = max(1, HypercolumnLayout.places(of: sizes.content).pixels)
            let most = max(Self.leastVectors, min(Self.mostVectors, Self.mostProducts / places))
            return (min(total, most), total)
        }

        func targetBytes(_ sizes: LossSizes) -> Int {
            let (capacity, dimensions) = (budget(sizes).capacity, layout(sizes).count)
            let places = HypercolumnLayout.places(of: sizes.content).pixels
            let regions = max(1, sizes.styles.count)
            // The styles' vectors and their lengths; each region's places and their targets.
            let values =
                ShortFeatures.valueCount(dimensions: dimensions, capacity: capacity) + capacity + 4 * regions * places
            return values * MemoryLayout<Float>.stride
        }

        func learningBytes(_ sizes: LossSizes) -> Int {
            let (capacity, dimensions) = (budget(sizes).capacity, layout(sizes).count)
            let places = HypercolumnLayout.places(of: sizes.content).pixels
            // The places of each region, some of them once more, and the styles' vectors.
            let compared = max(1, sizes.styles.count) * places + places / Matching.pricingShare + capacity
            let searching = compared * (Matching.directions + 4) + Matching.basisCount(dimensions)
            return searching * MemoryLayout<Float>.stride
        }

        func searchProducts(_ sizes: LossSizes, evaluations: Int) -> Double {
            let places = Double(HypercolumnLayout.places(of: sizes.content).pixels)
            let vectors = Double(budget(sizes).capacity)
            let dimensions = Double(layout(sizes).count)
            // All places are compared in the last round; for the prices, some in each of the others.
            let rounds = 1 + Double(Matching.rounds - 1) / Double(Matching.pricingShare)
            return Double(Matching.directions) * (rounds * places * vectors + dimensions * (places + vectors))
        }

        func loss(for scene: LossScene) throws(NetworkError) -> (any FeatureLoss)? {
            try NearestLoss(scene, design: self)
        }
    }
}
