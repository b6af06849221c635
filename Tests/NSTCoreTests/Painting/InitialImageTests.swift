import NSTKernels
import NSTOptions
import Testing
import TestSupport

@testable import NSTCore
@testable import NSTPictures

@Suite("What a painting starts from") struct InitialImageTests {
    static let content = PictureRecipe(seed: 90, height: 96, width: 120).image
    static let style = PictureRecipe(seed: 91, height: 70, width: 90).image.softer(by: 0.35)
    static let extent = Extent(height: 48, width: 60)

    static func picture(
        _ initial: InitialImage, style: RGBImage = style, styleExtent: Extent = Extent(height: 35, width: 45),
        seed: Int = 1
    ) -> RGBImage {
        initial.picture(
            extent, content: content, styles: [Style(style)], styleExtents: [styleExtent], seed: seed)
    }

    @Test("The content is brought to the coarsest scale's size, and takes the place of a layer that isn't given")
    func resampled() {
        let content = Self.content.resampled(height: 48, width: 60)
        #expect(Self.picture(.content) == content)
        #expect(Self.picture(.layer) == content)
    }

    @Test("Noise and the style's noise come from the seed alone", arguments: [InitialImage.noise, .style])
    func seeds(initial: InitialImage) {
        #expect(Self.picture(initial) == Self.picture(initial))
        #expect(Self.picture(initial) != Self.picture(initial, seed: 2))
    }

    @Test("The style's noise has the style's mean and covariance of colours, and isn't the style")
    func statistics() {
        let small = Self.style.resampled(height: 35, width: 45)
        let (wanted, found) = (
            small.colourStatistics(pool: .shared), Self.picture(.style).colourStatistics(pool: .shared)
        )
        for i in 0..<3 {
            // A few values are cut off at 0 and 1.
            #expect(abs(wanted.mean[i] - found.mean[i]) <= 0.01)
            for j in 0..<3 { #expect(abs(wanted.covariance[i, j] - found.covariance[i, j]) <= 2e-4) }
            #expect(wanted.covariance[i, i] > 0.001)
        }
    }

    /// The mean product of deviations `distance` columns apart, over the variance.
    static func correlation(_ image: RGBImage, distance: Int) -> Double {
        let mean = image.values.reduce(0) { $0 + Double($1) } / Double(image.values.count)
        var (products, squares) = (0.0, 0.0)
        for y in 0..<image.height {
            for x in 0..<(image.width - distance) {
                let index = 3 * (y * image.width + x)
                let (a, b) = (Double(image.values[index]) - mean, Double(image.values[index + 3 * distance]) - mean)
                products += a * b
                squares += a * a
            }
        }
        return products / squares
    }

    @Test("Its grain is the style's: coarse stripes give coarse noise, fine ones fine noise")
    func grain() {
        func stripes(_ period: Int) -> RGBImage {
            var image = RGBImage(height: 64, width: 64)
            for pixel in 0..<(64 * 64) {
                for c in 0..<3 { image.values[3 * pixel + c] = pixel % 64 / (period / 2) % 2 == 0 ? 0.35 : 0.65 }
            }
            return image
        }
        let extent = Extent(height: 64, width: 64)
        let fine = Self.picture(.style, style: stripes(4), styleExtent: extent)
        let coarse = Self.picture(.style, style: stripes(32), styleExtent: extent)
        #expect(Self.correlation(coarse, distance: 2) > 0.6)
        #expect(Self.correlation(fine, distance: 2) < -0.6)
    }

    @Test("A style of one colour gives that colour")
    func plain() {
        let plain = RGBImage(height: 40, width: 40, filledWith: (0.2, 0.5, 0.8))
        let picture = Self.picture(.style, style: plain)
        for (index, value) in picture.values.enumerated() { #expect(abs(value - [0.2, 0.5, 0.8][index % 3]) <= 1e-3) }
    }

    @Test("Each region gets its own style's noise, and coverage keeps out what doesn't count")
    func regions() throws {
        let (dark, bright) = (
            RGBImage(height: 40, width: 40, filledWith: (0.1, 0.1, 0.1)),
            RGBImage(height: 40, width: 40, filledWith: (0.9, 0.9, 0.9))
        )
        let left = try #require(Mask(height: 1, width: 2, values: [1, 0]))
        var half = dark
        for pixel in 0..<800 { for c in 0..<3 { half.values[3 * pixel + c] = 1 } }
        let lower = try #require(
            Mask(height: 40, width: 40, values: (0..<1600).map { $0 < 800 ? 0 : 1 }))
        let extents = [Extent(height: 40, width: 40), Extent(height: 40, width: 40)]
        let picture = InitialImage.style.picture(
            Self.extent, content: Self.content,
            styles: [Style(half, coverage: lower, region: left), Style(bright)], styleExtents: extents, seed: 3)
        for y in 0..<Self.extent.height {
            for x in 0..<Self.extent.width {
                let value = picture.values[3 * (y * Self.extent.width + x)]
                #expect(abs(value - (x < Self.extent.width / 2 ? 0.1 : 0.9)) <= 1e-3)
            }
        }
    }
}
