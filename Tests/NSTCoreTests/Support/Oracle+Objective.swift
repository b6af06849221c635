@testable import NSTCore

extension Oracle {
    /// A small network in double precision, and the weighted losses on it.
    struct Objective {
        let parts: [(convolution: Architecture.Convolution, parameters: Network.Parameters)]
        let convention: InputConvention
        let settings: Settings
        private var contentTargets: [String: Map] = [:]
        private var styleTargets: [String: Map] = [:]

        init(recipe: NetworkRecipe, convention: InputConvention, settings: Settings, content: Map, style: Map) {
            parts = recipe.make()
            self.convention = convention
            self.settings = settings
            let (contentMaps, styleMaps) = (features(content), features(style))
            for layer in settings.contentLayers { contentTargets[layer.description] = contentMaps[layer.description] }
            for layer in settings.styleLayers { styleTargets[layer.description] = styleMaps[layer.description] }
        }

        /// Every layer's feature map of a picture `[height, width, 3]`, sRGB 0…1.
        func features(_ image: Map) -> [String: Map] {
            var map = image
            for pixel in 0..<(image.height * image.width) {
                for channel in 0..<3 {
                    let source = convention.channelOrder == .bgr ? 2 - channel : channel
                    let value = image.values[3 * pixel + source] * Double(convention.scale)
                    map.values[3 * pixel + channel] =
                        (value - Double(convention.mean[channel])) / Double(convention.standardDeviation[channel])
                }
            }
            var result: [String: Map] = [:]
            for (place, (convolution, parameters)) in parts.enumerated() {
                map = Oracle.convolution(map, parameters.weight, parameters.bias)
                result["conv\(convolution.block)_\(convolution.index)"] = map
                map = rectified(map)
                result["relu\(convolution.block)_\(convolution.index)"] = map
                if place + 1 == parts.count || parts[place + 1].convolution.block != convolution.block {
                    map = pooled(map, maximum: settings.pooling == .max)
                    result["pool\(convolution.block)"] = map
                }
            }
            return result
        }

        func total(_ image: Map) -> Double {
            let maps = features(image)
            let weights = settings.effectiveWeights
            var sum = 0.0
            for (name, target) in contentTargets {
                guard let map = maps[name] else { return .nan }
                let squares = zip(map.values, target.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                sum += weights.content * (settings.losses == .gatys ? 0.5 : 1 / Double(map.values.count)) * squares
            }
            for (name, target) in styleTargets {
                guard let map = maps[name] else { return .nan }
                sum += weights.style * styleLoss(map, target)
            }
            return sum + settings.totalVariationWeight * 255 * 255 * totalVariation(image)
        }

        /// Gatys et al. 2015, eq. 4 and 5, with each Gram matrix divided by its own number of positions; or the mean
        /// of squares of neural-style, with Gram matrices divided by the number of values.
        private func styleLoss(_ map: Map, _ target: Map) -> Double {
            let perChannel = settings.losses == .gatys ? 1 : Double(map.channels)
            let (here, there) = (Double(map.height * map.width), Double(target.height * target.width))
            let squares = zip(gram(map), gram(target)).reduce(0) { sum, pair in
                let difference = (pair.0 / here - pair.1 / there) / perChannel
                return sum + difference * difference
            }
            let entries = Double(map.channels * map.channels)
            return settings.losses == .gatys ? squares / (4 * entries * Double(styleTargets.count)) : squares / entries
        }
    }
}
