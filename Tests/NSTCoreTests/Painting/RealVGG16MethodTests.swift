import NSTKernels
import NSTKernelTypes
import NSTOptions
import NSTPictures
import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

/// Whether VGG-16's weights are installed; without them there is nothing to compare.
private let weightsPath = try? WeightsFolder().file(for: .vgg16)

@Suite(
    "Winograd's method against the direct one on the real VGG-16",
    .enabled(if: weightsPath != nil, "VGG-16's weights are not installed"))
struct RealVGG16MethodTests {
    static func network() throws -> Network {
        try Network(WeightFile(contentsOf: #require(weightsPath), expecting: .vgg16))
    }

    /// A picture with strokes of some pixels' size: random values, enlarged.
    static func picture(seed: UInt64, height: Int, width: Int) -> RGBImage {
        PictureRecipe(seed: seed, height: (height + 5) / 6, width: (width + 5) / 6).image
            .resampled(height: height, width: width)
    }

    struct Outcome {
        var losses: LossValues
        var gradient: [Float]
    }

    static func evaluate(
        _ backend: Backend.Configuration, network: Network, height: Int, width: Int, pooling: PoolingKind
    ) throws -> Outcome {
        var settings = Settings()
        settings.losses = .neuralStyle
        settings.pooling = pooling
        let objective = try Objective(
            content: picture(seed: 1, height: height, width: width), style: picture(seed: 2, height: 70, width: 90),
            network: network, settings: settings, backend: Backend(backend))
        let image = picture(seed: 3, height: height, width: width)
        var gradient = [Float](repeating: .nan, count: image.values.count)
        return Outcome(losses: objective.evaluate(image.values, gradient: &gradient), gradient: gradient)
    }

    @Test(
        "Losses and the image gradient agree on odd sizes, with both kinds of pooling",
        arguments: Family.available, [(33, 47), (224, 225)])
    func gradient(family: Family, size: (Int, Int)) throws {
        let network = try Self.network()
        for pooling in PoolingKind.allCases where pooling == .max || size.0 < 100 {
            func evaluate(_ method: Backend.Method) throws -> Outcome {
                try Self.evaluate(
                    .init(kernels: family.kernels, method: method), network: network, height: size.0, width: size.1,
                    pooling: pooling)
            }
            let (winograd, direct) = (try evaluate(.winograd), try evaluate(.direct))
            #expect(abs(winograd.losses.total / direct.losses.total - 1) <= 1e-5)
            // Where a value is nearly zero, or two of a pooling cell nearly equal, rounding decides where the gradient
            // goes; that is most of the difference.
            var (difference, length) = (0.0, 0.0)
            for (a, b) in zip(winograd.gradient, direct.gradient) {
                difference += (Double(a) - Double(b)) * (Double(a) - Double(b))
                length += Double(b) * Double(b)
            }
            #expect((difference / length).squareRoot() <= 5e-3)
            #expect(Comparison.cosine(winograd.gradient, direct.gradient) >= 0.99998)
        }
    }

    @Test("The same input gives the same bits, again and with any number of threads")
    func deterministic() throws {
        let network = try Self.network()
        func evaluate(_ threads: Int) throws -> Outcome {
            try Self.evaluate(.init(threads: threads), network: network, height: 96, width: 131, pooling: .max)
        }
        let first = try evaluate(2)
        for threads in [2, 1, 3] {
            let other = try evaluate(threads)
            #expect(other.losses == first.losses)
            #expect(other.gradient == first.gradient)
        }
    }

    @Test(
        "After a hundred steps the loss is on the average the direct method's within half a percent, and the picture the same"
    )
    func hundredSteps() throws {
        let network = try Self.network()
        var settings = Settings()
        settings.losses = .neuralStyle
        settings.iterations = 100
        settings.scales = 1
        settings.size = 96
        var ratios: [Double] = []
        for seed in stride(from: UInt64(4), to: 12, by: 2) {
            let content = Self.picture(seed: seed, height: 72, width: 96)
            let style = Self.picture(seed: seed + 1, height: 80, width: 90)
            func run(_ method: Backend.Method) throws -> (loss: Double, picture: RGBImage) {
                let transfer = try OptimisedPainting(
                    content: Content(content), styles: [Style(style)], network: network, settings: settings,
                    backend: .init(method: method))
                var loss = Double.infinity
                while let progress = try transfer.next() { loss = min(loss, progress.losses.total) }
                return (loss, transfer.picture)
            }
            let (winograd, direct) = (try run(.winograd), try run(.direct))
            ratios.append(winograd.loss / direct.loss)
            // An optimiser's path amplifies rounding; to the eye it is the same picture: a mean difference below two
            // steps of an 8-bit picture.
            let difference = zip(winograd.picture.values, direct.picture.values).reduce(0.0) {
                $0 + Double(abs($1.0 - $1.1))
            }
            #expect(difference / Double(content.values.count) <= 2.0 / 255)
        }
        // Single runs end up to one percent apart, to either side.
        #expect(abs(ratios.reduce(0, +) / Double(ratios.count) - 1) <= 5e-3)
        #expect(ratios.allSatisfy { abs($0 - 1) <= 2e-2 })
    }
}
