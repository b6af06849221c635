import Testing
import TestSupport

@testable import NSTPictures

@Suite("Resampling") struct ResamplingTests {
    /// Old height, old width, new height, new width.
    static let sizes = [
        (40, 30, 20, 15), (40, 30, 13, 11), (33, 47, 1, 1), (1, 1, 5, 7), (5, 3, 50, 30), (2, 200, 2, 100),
        (9, 9, 9, 4),
    ]

    @Test("A picture of one colour stays that colour", arguments: sizes)
    func constant(height: Int, width: Int, newHeight: Int, newWidth: Int) {
        let image = RGBImage(height: height, width: width, filledWith: (0.25, 0.5, 1))
        let result = image.resampled(height: newHeight, width: newWidth)
        #expect(result.height == newHeight)
        #expect(result.width == newWidth)
        for (index, value) in result.values.enumerated() {
            // The weights are divided by their sum; what rounding leaves of it is a few times 6e-8.
            #expect(abs(value - [0.25, 0.5, 1][index % 3]) <= 1e-6)
        }
    }

    @Test("The same size is the same picture to the bit")
    func identity() {
        let image = PictureRecipe(seed: 50, height: 7, width: 9).image
        #expect(image.resampled(height: 7, width: 9) == image)
    }

    @Test("Halving keeps the mean of each channel")
    func mean() {
        let image = PictureRecipe(seed: 51, height: 80, width: 60).image
        let half = image.resampled(height: 40, width: 30)
        for channel in 0..<3 {
            func mean(_ image: RGBImage) -> Double {
                let values = stride(from: channel, to: image.values.count, by: 3).map { Double(image.values[$0]) }
                return values.reduce(0, +) / Double(values.count)
            }
            // Inside the picture every pixel counts alike; near the edges, where the filter is cut, weights differ.
            #expect(abs(mean(half) - mean(image)) <= 2e-3)
        }
    }

    @Test("A ramp stays a ramp, smaller and larger, and is not shifted", arguments: [16, 31, 48, 128])
    func ramp(newWidth: Int) {
        let (height, width) = (4, 64)
        var image = RGBImage(height: height, width: width)
        image.values = (0..<(3 * height * width)).map { Float($0 / 3 % width) / Float(width) }
        let result = image.resampled(height: height, width: newWidth)
        let ratio = Double(width) / Double(newWidth)
        // Where the filter isn't cut by an edge, a windowed sinc of three lobes bends a ramp by less than 0.3 % of it
        // over one old pixel.
        let margin = Int((4 * max(1, ratio) / ratio).rounded(.up))
        for x in margin..<(newWidth - margin) {
            let centre = ((Double(x) + 0.5) * ratio - 0.5) / Double(width)
            #expect(abs(Double(result.values[3 * (newWidth + x)]) - centre) <= 1e-3)
        }
    }

    @Test("Stripes too fine for the new size become their mean instead of coarser stripes")
    func aliasing() {
        var image = RGBImage(height: 4, width: 120)
        image.values = (0..<(3 * 4 * 120)).map { $0 / 3 % 2 == 0 ? 1 : 0 }
        let result = image.resampled(height: 4, width: 50)
        for x in 5..<45 { #expect(abs(result.values[3 * x] - 0.5) <= 0.02) }
    }

    @Test("Sharp edges never leave 0…1", arguments: [(40, 40), (7, 5), (64, 90)])
    func bounds(newHeight: Int, newWidth: Int) {
        var image = RGBImage(height: 20, width: 20)
        image.values = (0..<(3 * 20 * 20)).map { ($0 / 3 % 20 < 10) != ($0 / 60 < 10) ? 1 : 0 }
        let result = image.resampled(height: newHeight, width: newWidth)
        #expect(result.values.allSatisfy { (0...1).contains($0) })
        #expect(result.values.contains { $0 > 0.99 })
        #expect(result.values.contains { $0 < 0.01 })
    }

    @Test("Mirrored pictures have mirrored results")
    func symmetry() {
        let image = PictureRecipe(seed: 52, height: 11, width: 17).image
        func mirrored(_ image: RGBImage) -> RGBImage {
            var result = image
            for y in 0..<image.height {
                for x in 0..<image.width {
                    for c in 0..<3 {
                        result.values[3 * (y * image.width + x) + c] =
                            image.values[3 * (y * image.width + image.width - 1 - x) + c]
                    }
                }
            }
            return result
        }
        let one = mirrored(image.resampled(height: 8, width: 10))
        let other = mirrored(image).resampled(height: 8, width: 10)
        // The same products in another order.
        #expect(Comparison.relativeError(one.values, other.values) <= 1e-6)
    }
}
