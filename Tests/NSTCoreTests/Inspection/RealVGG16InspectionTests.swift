import NSTVGG
import Testing
import TestSupport

@testable import NSTCore

private let weightsPath = try? WeightsFolder().file(for: .vgg16)

@Suite("Looking inside the real VGG-16", .enabled(if: weightsPath != nil, "VGG-16's weights are not installed"))
struct RealVGG16InspectionTests {
    @Test func `shows PyTorch's strengths and Gram matrices`() throws {
        let fixture = try InspectionFixture.read().vgg16
        let network = try Network(WeightFile(contentsOf: #require(weightsPath), expecting: .vgg16))
        for (name, expected) in fixture.layers {
            let maps = try FeatureMaps(
                of: fixture.picture.image, at: #require(LayerName(name)), in: network, limit: nil)
            // The goal is 1e-3; Winograd's method in single precision is off by some 1e-6 at each of 13 convolutions.
            #expect(Comparison.relativeError(maps.strengths, expected.strengths.values) <= 5e-5, "\(name)")
            let gram = try FeatureGram(of: maps)
            let rows = stride(from: 0, to: gram.channels, by: fixture.keptRows).flatMap { row in
                gram.values[(row * gram.channels)..<((row + 1) * gram.channels)]
            }
            #expect(Comparison.relativeError(rows, expected.gram.values) <= 1e-4, "\(name)")
        }
        #expect(fixture.layers.count == 5)
    }
}
