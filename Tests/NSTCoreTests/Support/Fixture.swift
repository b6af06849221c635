import Foundation
import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

/// What PyTorch computed, as `Fixtures/generate.py` and `real_vgg16.py` wrote it down.
enum Fixture {
    /// The folder of the fixtures in the source tree.
    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")
    }

    static func read<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
    }

    /// Little-endian float32 values in base64, with their shape.
    struct FloatArray: Decodable {
        let shape: [Int]
        let values: [Float]

        private enum Key: String, CodingKey { case shape, float32 }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            shape = try container.decode([Int].self, forKey: .shape)
            let data = try container.decode(Data.self, forKey: .float32)
            guard data.count == 4 * shape.reduce(1, *) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .float32, in: container, debugDescription: "\(data.count) bytes do not fill \(shape)")
            }
            values = stride(from: 0, to: data.count, by: 4).map { start in
                let bytes = data[data.startIndex + start..<data.startIndex + start + 4]
                return Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
            }
        }

        /// The values of a feature map `[channels, height, width]` in the engine's order `[height, width, channels]`.
        var channelsLast: [Float] {
            let (channels, pixels) = (shape[0], shape[1] * shape[2])
            return (0..<values.count).map { values[($0 % channels) * pixels + $0 / channels] }
        }
    }

    /// An 8-bit picture `[height, width, 3]` in base64.
    struct Picture: Decodable {
        let shape: [Int]
        let bytes: Data

        var image: RGBImage { RGBImage(height: shape[0], width: shape[1], bytes: Array(bytes)) }
    }

    /// The losses of one case and their gradient.
    struct Losses: Decodable {
        /// Per layer, without the weight.
        let content: [String: Double]
        let style: [String: Double]
        let variation: Double
        /// With the weights.
        let total: Double
        let gradient: FloatArray
    }

    /// What is minimised, and what PyTorch says of it.
    struct LossCase: Decodable {
        let problem: Problem
        let expected: Losses

        private enum Key: String, CodingKey { case expected }

        init(from decoder: any Decoder) throws {
            problem = try Problem(from: decoder)
            expected = try decoder.container(keyedBy: Key.self).decode(Losses.self, forKey: .expected)
        }
    }

    /// What is minimised in one case.
    struct Problem: Decodable, CustomTestStringConvertible {
        let name: String?
        let network: String?
        let convention: String?
        let losses: LossNormalisation
        let pooling: PoolingKind
        let contentLayers: [String]
        let styleLayers: [String]
        let contentWeight: Double
        let styleWeight: Double
        let variationWeight: Double

        /// The mask of the content's pixels that count, and the styles, where not all is one picture each.
        let coverage: String?
        let styles: [StyleRecipe]?

        var testDescription: String { name ?? "\(losses.rawValue), \(pooling.rawValue) pooling" }

        var settings: Settings {
            var settings = Settings()
            settings.losses = .neuralStyle
            settings.losses = losses
            settings.pooling = pooling
            settings.contentLayers = WeightedLayers(contentLayers.compactMap { LayerName($0) })
            settings.styleLayers = WeightedLayers(styleLayers.compactMap { LayerName($0) })
            settings.contentWeight = contentWeight
            settings.styleWeight = styleWeight
            settings.totalVariationWeight = variationWeight
            settings.smoothness = 0
            return settings
        }
    }

    /// A style of a problem, with the names of its picture and masks.
    struct StyleRecipe: Decodable {
        let picture: String
        let weight: Double
        let coverage: String?
        let region: String?
    }

    /// The recipes at the head of a file.
    struct Recipes: Decodable {
        let networks: [String: NetworkRecipe]
        let pictures: [String: PictureRecipe]
        let masks: [String: MaskRecipe]?

        private func mask(_ name: String?) throws -> Mask? {
            guard let name else { return nil }
            return try #require(masks?[name]?.mask)
        }

        /// The objective of a problem on the seeded pictures.
        func objective(_ problem: Problem) throws -> Objective {
            let recipe = try #require(networks[problem.network ?? ""])
            if let styles = problem.styles {
                return try Objective(
                    content: Content(#require(pictures["content"]).image, coverage: mask(problem.coverage)),
                    styles: styles.map { style in
                        try Style(
                            #require(pictures[style.picture]).image, coverage: mask(style.coverage),
                            weight: style.weight, region: mask(style.region))
                    },
                    network: recipe.network(convention(problem.convention ?? "")), settings: problem.settings)
            }
            return try Objective(
                content: try #require(pictures["content"]).image, style: try #require(pictures["style"]).image,
                network: recipe.network(convention(problem.convention ?? "")), settings: problem.settings)
        }
    }

    static func convention(_ name: String) throws -> InputConvention {
        try #require(["bgr": InputConvention.bgrMean, "rgb": .rgbMeanDeviation][name])
    }
}
