import Glibc
import NSTOptions
import NSTVGG

@testable import NSTCore

extension Oracle {
    /// A small network in double precision, and the weighted losses on it.
    struct Objective {
        let parts: [(convolution: Architecture.Convolution, parameters: Network.Parameters)]
        let convention: InputConvention
        let settings: Settings
        private var contentTargets: [String: Map] = [:]
        private var styleTargets: [String: Map] = [:]
        /// The content picture's maps of the style's layers.
        private var contentOfStyle: [String: Map] = [:]
        /// What smoothness compares total variation with.
        private let variationReference: Double

        init(recipe: NetworkRecipe, convention: InputConvention, settings: Settings, content: Map, style: Map) {
            parts = recipe.make()
            self.convention = convention
            self.settings = settings
            variationReference = [content, style].reduce(0) {
                $0 + Oracle.totalVariation($1) / Double($1.height * $1.width) / 2
            }
            let (contentMaps, styleMaps) = (features(content), features(style))
            for layer in settings.contentLayers { contentTargets[layer.description] = contentMaps[layer.description] }
            for layer in settings.styleLayers {
                styleTargets[layer.description] = styleMaps[layer.description]
                contentOfStyle[layer.description] = contentMaps[layer.description]
            }
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

        /// The weighted sum, or the sum of logarithms.
        func total(_ image: Map) -> Double {
            let maps = features(image)
            let weights = settings.effectiveWeights
            var (content, style) = (0.0, 0.0)
            for (name, target) in contentTargets {
                guard let map = maps[name] else { return .nan }
                content += contentLoss(map, target)
            }
            for (name, target) in styleTargets {
                guard let map = maps[name], let start = contentOfStyle[name] else { return .nan }
                style += styleLoss(map, target, start)
            }
            var variation =
                settings.losses == .logarithmic
                ? 255 * totalVariation(image, cost: abs) : 255 * 255 * totalVariation(image)
            if settings.losses == .normalised { variation /= Double(image.height * image.width) }
            let parts = [
                (weights.content, content, contentTargets.isEmpty), (weights.style, style, styleTargets.isEmpty),
                (settings.totalVariationWeight, variation, settings.totalVariationWeight == 0),
            ]
            var smoothness = 0.0
            if settings.losses == .normalised {
                smoothness =
                    settings.smoothness / 25 * Oracle.totalVariation(image) / Double(image.height * image.width)
                    / variationReference
            }
            return parts.reduce(smoothness) { sum, part in
                let (weight, loss, isEmpty) = part
                return isEmpty ? sum : sum + weight * (settings.losses == .logarithmic ? log(loss + 1e-10) : loss)
            }
        }

        /// What a layer's features are divided by: PyTorch's tutorial has a network with another input.
        private var unit: Double {
            guard settings.losses == .pytorchTutorial else { return 1 }
            let deviation = convention.standardDeviation.reduce(0) { $0 + Double($1) } / 3
            return Double(convention.scale) / deviation * (0.229 + 0.224 + 0.225) / 3
        }

        private func contentLoss(_ map: Map, _ target: Map) -> Double {
            let squares = zip(map.values, target.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let mean = squares / Double(map.values.count)
            switch settings.losses {
            case .neuralStyle: return mean
            case .gatys: return squares / 2
            case .pytorchTutorial: return mean / (unit * unit)
            case .logarithmic: return mean / Double(contentTargets.count)
            case .normalised:
                var (around, size) = (0.0, 0.0)
                for channel in 0..<target.channels {
                    let values = stride(from: channel, to: target.values.count, by: target.channels)
                        .map { target.values[$0] }
                    let middle = values.reduce(0, +) / Double(values.count)
                    around += values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
                    size += values.reduce(0) { $0 + $1 * $1 }
                }
                return squares / max(around, 0.01 * size) / Double(contentTargets.count)
            // PyTorch is the reference of these.
            case .nearest: return .nan
            }
        }

        /// Gatys et al. 2015, eq. 4 and 5, with each Gram matrix divided by its own number of positions; or the mean
        /// of squares of neural-style, with Gram matrices divided by the number of values; or as `LossNormalisation`
        /// says.
        private func styleLoss(_ map: Map, _ target: Map, _ start: Map) -> Double {
            func mean(_ map: Map) -> [Double] { gram(map).map { $0 / Double(map.height * map.width) } }
            func distance(_ a: [Double], _ b: [Double]) -> Double {
                zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            let (wanted, channels) = (mean(target), Double(map.channels))
            let squares = distance(mean(map), wanted)
            let layers = Double(styleTargets.count)
            switch settings.losses {
            case .neuralStyle: return squares / (channels * channels) / (channels * channels)
            case .gatys: return squares / (4 * channels * channels * layers)
            case .pytorchTutorial:
                return squares / (channels * channels) / (channels * channels) / (unit * unit * unit * unit)
            case .logarithmic: return squares / (channels * channels) / layers
            case .normalised:
                return squares / max(distance(mean(start), wanted), 0.01 * wanted.reduce(0) { $0 + $1 * $1 }) / layers
            case .nearest: return .nan
            }
        }
    }
}
