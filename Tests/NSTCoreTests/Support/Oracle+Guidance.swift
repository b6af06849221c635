import NSTOptions
import NSTPictures
import NSTVGG

@testable import NSTCore

extension Oracle {
    /// The weighted losses once more where not all pixels count, or styles have regions; masks of the pictures' sizes.
    struct GuidedObjective {
        /// Pixels `[height, width, 1]` of the painted picture, and the mixed Gram matrix of their styles for each layer.
        private struct Region {
            var pixels: Map
            var targets: [LayerName: [Double]]
        }

        private let network: Objective
        private let coverage: Map
        private let content: [LayerName: Map]
        private var regions: [Region] = []
        private var settings: Settings { network.settings }

        init(
            recipe: NetworkRecipe, convention: InputConvention, settings: Settings, content: Content, styles: [Style]
        ) {
            let image = Map(content.image)
            network = Objective(
                recipe: recipe, convention: convention, settings: settings, content: image, style: image)
            coverage = content.coverage.map { Map($0) } ?? Map.ones(image)
            let features = network.features(image)
            self.content = Dictionary(
                uniqueKeysWithValues: settings.contentLayers.compactMap { layer in
                    features[layer.description].map { (layer, $0) }
                })
            let drawn = styles.compactMap(\.region).map { Map($0) }
            let total = drawn.reduce(Map(height: image.height, width: image.width, channels: 1)) { sum, map in
                sum.combined(with: map, +)
            }
            for style in styles {
                // Each style a region of its own, or all the rest; the tests don't let two share one.
                let pixels = style.region.map { Map($0).combined(with: total) { $0 / max(1, $1) } }
                let rest = total.combined(with: total) { sum, _ in max(0, 1 - sum) }
                let picture = Map(style.image)
                let maps = network.features(picture)
                let counted = style.coverage.map { Map($0) } ?? Map.ones(picture)
                var targets: [LayerName: [Double]] = [:]
                for layer in settings.styleLayers {
                    guard let map = maps[layer.description] else { continue }
                    targets[layer] = gram(map, Self.cells(counted, layer))
                }
                regions.append(Region(pixels: (pixels ?? rest).combined(with: coverage, *), targets: targets))
            }
        }

        private static func cells(_ mask: Map, _ layer: LayerName) -> Map {
            (0..<layer.poolings).reduce(mask) { map, _ in Oracle.pooled(map, maximum: false) }
        }

        private func gram(_ map: Map, _ weights: Map) -> [Double] {
            let perChannel = settings.losses == .gatys ? 1 : Double(map.channels)
            return Oracle.gram(map, weights: weights.values).map { $0 / (weights.sum * perChannel) }
        }

        func total(_ image: Map) -> Double {
            let maps = network.features(image)
            let weights = settings.effectiveWeights
            var sum = 0.0
            for (layer, target) in content {
                guard let map = maps[layer.description] else { return .nan }
                let counted = Self.cells(coverage, layer)
                let squares = map.values.indices.reduce(0.0) { sum, index in
                    let difference = map.values[index] - target.values[index]
                    return sum + counted.values[index / map.channels] * difference * difference
                }
                sum +=
                    weights.content * squares
                    * (settings.losses == .gatys ? 0.5 : 1 / (counted.sum * Double(map.channels)))
            }
            for region in regions {
                for (layer, target) in region.targets {
                    guard let map = maps[layer.description] else { return .nan }
                    let counted = Self.cells(region.pixels, layer)
                    let squares = zip(gram(map, counted), target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                    let entries = Double(map.channels * map.channels)
                    let share = counted.sum / Self.cells(coverage, layer).sum
                    sum +=
                        weights.style * share * squares / entries
                        / (settings.losses == .gatys ? 4 * Double(region.targets.count) : 1)
                }
            }
            return sum + settings.totalVariationWeight * 255 * 255 * Oracle.totalVariation(image, weights: coverage)
        }
    }

    /// Total variation in which a difference counts as much as the lesser of its pixels.
    static func totalVariation(_ image: Map, weights: Map) -> Double {
        var sum = 0.0
        for y in 0..<max(0, image.height - 1) {
            for x in 0..<max(0, image.width - 1) {
                let here = weights[y, x, 0]
                for c in 0..<image.channels {
                    let right = image[y, x, c] - image[y, x + 1, c]
                    let down = image[y, x, c] - image[y + 1, x, c]
                    sum += min(here, weights[y, x + 1, 0]) * right * right
                    sum += min(here, weights[y + 1, x, 0]) * down * down
                }
            }
        }
        return sum / 2
    }
}

extension Oracle.Map {
    init(_ image: RGBImage) { self.init(height: image.height, width: image.width, channels: 3, image.values) }
    init(_ mask: Mask) { self.init(height: mask.height, width: mask.width, channels: 1, mask.values) }

    /// A mask of a map's size in which all pixels count.
    static func ones(_ map: Self) -> Self {
        Self(
            height: map.height, width: map.width, channels: 1,
            values: [Double](repeating: 1, count: map.height * map.width))
    }

    var sum: Double { values.reduce(0, +) }

    func combined(with other: Self, _ combine: (Double, Double) -> Double) -> Self {
        Self(height: height, width: width, channels: channels, values: zip(values, other.values).map(combine))
    }
}
